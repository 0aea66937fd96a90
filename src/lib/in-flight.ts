/** Counts what has begun and is not done, so that a close can wait for it. */
export interface InFlight {
  readonly count: number;
  /** Returns a function that reports the end; only its first call counts. */
  begin(): () => void;
  /** Resolves when nothing is in flight, at once if nothing is. */
  idle(): Promise<void>;
}

export function createInFlight(): InFlight {
  const open = new Set<symbol>();
  let waiting: (() => void)[] = [];
  return {
    get count() {
      return open.size;
    },
    begin() {
      const one = Symbol();
      open.add(one);
      return () => {
        if (!open.delete(one) || open.size > 0) return;
        for (const resolve of waiting) resolve();
        waiting = [];
      };
    },
    idle: () =>
      new Promise((resolve) => {
        if (open.size === 0) resolve();
        else waiting.push(resolve);
      }),
  };
}
