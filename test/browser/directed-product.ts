import { systemClock } from '../../src/lib/clock.js';
import { silentLogger } from '../../src/lib/logger.js';
import { createWampConnection } from '../../src/wamp/connection.js';
import {
  createMemoryDirector,
  DIRECTOR_ID,
  type GrantBlock,
  type MemoryDirector,
} from '../memory-director.js';
import { type Product, type ProductOptions, startProduct } from '../product.js';
import { until } from '../until.js';

/** A product whose slots and server obey an access director. */
export interface DirectedProduct {
  readonly product: Product;
  readonly director: MemoryDirector;
  /** Ends both. */
  close(): Promise<void>;
}

/** Starts both, and resolves when the server knows the grants. */
export async function startDirectedProduct(
  blocks: readonly GrantBlock[],
  options: Omit<ProductOptions, 'accessPolicy' | 'network'> = {},
): Promise<DirectedProduct> {
  const product = await startProduct({ ...options, accessPolicy: `director:${DIRECTOR_ID}` });
  const { url, realm } = product.network;
  const connection = createWampConnection({ url, realm, logger: silentLogger });
  const director = createMemoryDirector({ connection, clock: systemClock, blocks });
  await until(() => product.core.grants.all, 'the grants are known');
  return {
    product,
    director,
    async close() {
      director.close();
      await connection.close();
      await product.close();
    },
  };
}
