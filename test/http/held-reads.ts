import { EventEmitter, once } from 'node:events';
import type { TestContext } from 'node:test';
import type { Core } from '../../src/core/core.js';
import type { Product } from '../product.js';
import { within } from '../until.js';

/** A core whose reads of runs wait, so that a test can do something meanwhile. */
export interface HeldReads {
  readonly core: Core;
  /** Resolves when a read waits, and returns the function that lets it continue. */
  waiting(): Promise<() => void>;
}

export function holdReads(core: Core): HeldReads {
  const reads = new EventEmitter();
  const runs: Core['runs'] = Object.create(core.runs, {
    get: {
      value: async (id: string) => {
        await new Promise<void>((resolve) => reads.emit('waits', resolve));
        return await core.runs.get(id);
      },
    },
  });
  return {
    core: Object.create(core, { runs: { value: runs } }),
    async waiting() {
      const [release] = await within(once(reads, 'waits'), 'a read of a run');
      return release;
    },
  };
}

/** Starts a run that lasts longer than the test, and returns its id. */
export async function startLongRun(t: TestContext, { ask, core }: Product): Promise<string> {
  const start = 'mutation { runOperation(operation: "take_noise", params: {duration: 1000}) { id } }';
  const { runOperation } = await ask<{ readonly runOperation: { readonly id: string } }>(start);
  t.after(() => core.runs.cancel(runOperation.id));
  return runOperation.id;
}
