import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type DocumentNode, parse } from 'graphql';
import { createDocumentCaches } from '../../src/http/document-caches.js';

describe('the caches of documents', () => {
  it('keep a document until 500,000 characters of others were used after it', () => {
    const { documentCache } = createDocumentCaches();
    const parsed = (text: string): DocumentNode => {
      const document = parse(text);
      documentCache.set(text, document);
      return document;
    };
    const used = '{ used }';
    const document = parsed(used);
    parsed('{ unused }');
    const other = (n: number) => `{ a${n} } #${'x'.repeat(9990)}`;
    for (let n = 0; n < 100; n += 1) {
      parsed(other(n));
      assert.equal(documentCache.get(used), document);
    }
    assert.equal(documentCache.get('{ unused }'), undefined);
    assert.ok(documentCache.calculatedSize <= 500_000);
  });

  it('do not keep what is longer than 20,000 characters, parsed or not', () => {
    const { documentCache, errorCache } = createDocumentCaches();
    const long = `{ a } # ${'x'.repeat(20_000)}`;
    documentCache.set(long, parse(long));
    errorCache.set(long, new Error('not GraphQL'));
    assert.equal(documentCache.size, 0);
    assert.equal(errorCache.size, 0);
  });

  it('keep 50,000 characters of what is not GraphQL', () => {
    const { errorCache } = createDocumentCaches();
    for (let n = 0; n < 1000; n += 1) errorCache.set(`{ a${n} ${' '.repeat(1000)}`, new Error('not GraphQL'));
    assert.ok(errorCache.calculatedSize <= 50_000 && errorCache.size > 40);
  });
});
