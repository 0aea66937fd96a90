import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** So many characters of text are kept. A parsed document takes up to 200 times the memory of its text. */
const MAX_CHARACTERS = 500_000;
/** A longer document is parsed each time: few clients would push out the documents of all others. */
const MAX_LENGTH = 20_000;

/** For yoga: it keeps the documents that were parsed last, and the errors of those that are not GraphQL. */
export const createDocumentCaches = () => ({
  documentCache: createCache<DocumentNode>(MAX_CHARACTERS),
  errorCache: createCache<object>(MAX_CHARACTERS / 10),
});

/** By the text of the document. */
function createCache<Value extends object>(maxSize: number): LRUCache<string, Value> {
  return new LRUCache({
    maxSize,
    maxEntrySize: MAX_LENGTH,
    sizeCalculation: (_value, text) => Math.max(1, text.length),
  });
}
