import { createStore, type Store } from './store.js';

/** A choice of this browser, the same in all its tabs. */
export interface Kept<Value> extends Pick<Store<Value>, 'value' | 'listen'> {
  keep(change: (value: Value) => Value): void;
}

/**
 * Keeps a choice in the storage of the browser, which a person, another version or another program may have changed.
 *
 * @param key has the number of the version of the form
 * @param read the value from what is stored, undefined where that is unusable; must not throw
 */
export function keptInBrowser<Value>(key: string, read: (stored: unknown) => Value): Kept<Value> {
  const store = createStore(read(parsed(stored(key))));
  window.addEventListener('storage', (event) => {
    // The key is null when everything has been cleared.
    if (event.key === key || event.key === null) store.update(() => read(parsed(event.newValue)));
  });
  return {
    get value() {
      return store.value;
    },
    listen: store.listen,
    keep(change) {
      store.update((value) => {
        const next = change(value);
        write(key, next);
        return next;
      });
    },
  };
}

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Storage is full or forbidden: the choice lasts as long as the page.
  }
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
