let offset = 0;

/** The time of day in seconds, as Python's `time.time()`, with the microseconds that `Date` does not have. */
export function wallClock(): number {
  return (offset + performance.now()) / 1000;
}

/**
 * Waits for the start of a millisecond of `Date`, for at most a millisecond. Call it before each measurement, because the
 * system may have adjusted its clock since the last call.
 */
export function syncWallClock(): void {
  const before = Date.now();
  let now = before;
  while (now === before) now = Date.now();
  offset = now - performance.now();
}

syncWallClock();
