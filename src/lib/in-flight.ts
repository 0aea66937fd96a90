/** Counts open requests, so that a close can wait for them. */
export interface InFlight {
  readonly count: number;
  /** Counts one more. Call the returned function at the end; only its first call counts. */
  begin(): () => void;
  /** Resolves when the count is 0, at once if it already is. */
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
