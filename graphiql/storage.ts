import type { Storage } from '@graphiql/toolkit';

/** Where GraphiQL keeps what a person has run, each with the headers of the Headers editor. */
const HISTORIES = ['graphiql:queries', 'graphiql:favorites'];

/** The storage of the browser, into which no header comes: it could be a token. */
export function storageWithoutHeaders(): Storage {
  const setItem = (key: string, value: string) =>
    localStorage.setItem(key, HISTORIES.includes(key) ? withoutHeaders(value) : value);
  const ownKeys = () => Object.keys(localStorage).filter((key) => key.startsWith('graphiql:'));
  // Those of an older version.
  for (const key of HISTORIES) {
    const stored = localStorage.getItem(key);
    if (stored !== null) setItem(key, stored);
  }
  return {
    get length() {
      return ownKeys().length;
    },
    getItem: (key) => localStorage.getItem(key),
    setItem,
    removeItem: (key) => localStorage.removeItem(key),
    clear() {
      for (const key of ownKeys()) localStorage.removeItem(key);
    },
  };
}

const withoutHeaders = (history: string) =>
  JSON.stringify(JSON.parse(history, (key, value) => (key === 'headers' ? undefined : value)));
