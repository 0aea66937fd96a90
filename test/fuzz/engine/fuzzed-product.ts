import { type Product, startProduct } from '../../product.js';
import { createErrorLog } from './error-log.js';
import { ownTime } from './own-time.js';
import { Fault } from './target.js';

/** The real server on simulated slots, with the checks that must pass after every input. */
export interface FuzzedProduct {
  readonly product: Product;
  /** Throws if the log has an unexpected error. */
  checkLog(): void;
  check(): Promise<void>;
  held(): Promise<Readonly<Record<string, number>>>;
  close(): Promise<void>;
}

export async function startFuzzedProduct(): Promise<FuzzedProduct> {
  const { logger, check: checkLog } = createErrorLog();
  const product = await startProduct({ slots: 2, timeScale: 0.001, logger });
  const { core, http } = product;
  return {
    product,
    checkLog,
    async check() {
      checkLog();
      const began = ownTime();
      const { data, errors } = await product.request('{ smurfInstances(allowUnknown: true) { id } }');
      if (errors || JSON.stringify(data) === '{"smurfInstances":[]}')
        throw new Fault(`the answer to a simple query is ${JSON.stringify(errors)}`);
      const took = ownTime() - began;
      if (took > 10_000) throw new Fault(`a simple query takes ${Math.round(took / 1000)} s`);
    },
    async held() {
      const listeners = Object.values(core.events).reduce((sum, { listenerCount }) => sum + listenerCount, 0);
      return { subscriptions: http.openSubscriptions, listeners, 'open runs': core.runs.open.length };
    },
    async close() {
      for (const run of core.runs.open) await core.runs.cancel(run.id).catch(() => {});
      await product.http.close();
      await product.closeCore();
    },
  };
}
