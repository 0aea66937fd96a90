import { useSyncExternalStore } from 'react';

/** A hidden page draws no frames, but its title and its notices must still follow. */
const HIDDEN_MS = 250;

/** A value that changes over time. Readers learn of changes once per frame, however many there were. */
export interface Store<Value> {
  readonly value: Value;
  update(change: (value: Value) => Value): void;
  /** Returns a function that ends the listening. */
  listen(listener: () => void): () => void;
}

export function createStore<Value>(initial: Value): Store<Value> {
  const listeners = new Set<() => void>();
  let next = initial;
  let shown = initial;
  let isDue = false;

  function show(): void {
    if (!isDue) return;
    isDue = false;
    shown = next;
    for (const listener of listeners) listener();
  }

  return {
    get value() {
      return shown;
    },
    update(change) {
      next = change(next);
      if (isDue || next === shown) return;
      isDue = true;
      requestAnimationFrame(show);
      setTimeout(show, HIDDEN_MS);
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
