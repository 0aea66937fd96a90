let offset = 0;

/** The time of day in seconds, as Python's `time.time()`, with the microseconds that `Date` does not have. */
export function wallClock(): number {
  return (offset + performance.now()) / 1000;
}

/**
 * Catches the start of a millisecond of `Date`, which takes a millisecond at most. Do it before each measurement:
 * since the last time the system's clock may have been slewed.
 */
export function syncWallClock(): void {
  const before = Date.now();
  let now = before;
  while (now === before) now = Date.now();
  offset = now - performance.now();
}

syncWallClock();
