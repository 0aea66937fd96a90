import { parentPort, workerData } from 'node:worker_threads';
import { simulate } from './simulate.js';
import type { DiskKind } from './store.js';

/** A thread of `run-seeds.ts`: it receives seeds and returns their results; null ends it. */
parentPort?.on('message', (seed: number | null) => {
  if (seed === null) {
    parentPort?.close();
    return;
  }
  const failed = (error: unknown) => {
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { seed, digest: '', breaches: [`the simulation itself failed: ${words}`], counts: new Map() };
  };
  void simulate(seed, { disk: workerData as DiskKind })
    .catch(failed)
    .then((result) => parentPort?.postMessage(result));
});
