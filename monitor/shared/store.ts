import { useSyncExternalStore } from 'react';

/** A hidden page draws no frames, but its title and its notices must still follow. */
const HIDDEN_MS = 250;
/** Between two times that readers learn of changes: a hundred slots change a hundred times a second. */
const BETWEEN_MS = 100;

/**
 * A value that changes over time. Readers learn of a change with the next frame. Of a burst they learn its first change
 * at once and the rest together, ten times a second.
 */
export interface Store<Value> {
  /** What the page shows. */
  readonly value: Value;
  /** The same after all changes, also those that readers learn of soon. */
  readonly latest: Value;
  update(change: (value: Value) => Value): void;
  /** Returns a function that ends the listening. */
  listen(listener: () => void): () => void;
}

export function createStore<Value>(initial: Value): Store<Value> {
  const listeners = new Set<() => void>();
  let next = initial;
  let shown = initial;
  let shownAt = Number.NEGATIVE_INFINITY;
  let isDue = false;
  let frame: number;
  let timer: ReturnType<typeof setTimeout>;

  function showSoon(): void {
    frame = requestAnimationFrame(show);
    timer = setTimeout(show, HIDDEN_MS);
  }

  function show(): void {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    isDue = false;
    shown = next;
    shownAt = performance.now();
    for (const listener of listeners) listener();
  }

  return {
    get value() {
      return shown;
    },
    get latest() {
      return next;
    },
    update(change) {
      next = change(next);
      if (isDue || next === shown) return;
      isDue = true;
      const wait = shownAt + BETWEEN_MS - performance.now();
      if (wait > 0) setTimeout(showSoon, wait);
      else showSoon();
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useStore<Value>(store: Pick<Store<Value>, 'value' | 'listen'>): Value {
  return useSyncExternalStore(store.listen, () => store.value);
}
