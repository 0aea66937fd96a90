import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { serverAudits } from 'graphql-http';
import { type Product, startProduct } from '../product.js';
import { BOUND_MS } from '../until.js';

let product: Product;
before(async () => {
  product = await startProduct({ slots: 1 });
});
after(() => product?.close());

describe('GraphQL over HTTP', () => {
  const audits = serverAudits({
    url: () => product.http.url,
    fetchFn: (url: string, init: RequestInit) =>
      fetch(url, { ...init, signal: AbortSignal.timeout(BOUND_MS) }),
  });

  for (const { id, name, fn } of audits) {
    it(`${id}: ${name}`, async () => {
      const result = await fn();
      assert.equal(result.status, 'ok', JSON.stringify('reason' in result ? result.reason : null));
    });
  }
});
