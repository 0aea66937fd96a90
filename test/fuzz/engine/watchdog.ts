import { Worker } from 'node:worker_threads';

/** Longer than any input may take, even on a busy machine. */
const STUCK_MS = 20_000;
const TEXT_BYTES = 1 << 20;

/** If the event loop is blocked, a separate thread prints the input and ends the process. */
export interface Watchdog {
  /** Reports progress; `text` describes the next input. */
  beat(text: string): void;
  close(): Promise<void>;
}

/** Runs in its own thread, whose event loop is not blocked. */
const WATCH = `
  const { workerData: { beats, text, stuckMs } } = require('node:worker_threads');
  const { writeSync } = require('node:fs');
  const count = new Int32Array(beats);
  let seen = -1;
  setInterval(() => {
    const now = Atomics.load(count, 0);
    if (now !== seen) { seen = now; return; }
    const length = Atomics.load(count, 1);
    writeSync(2, 'HANG: nothing for ' + stuckMs / 1000 + ' s on\\n' + Buffer.from(text, 0, length) + '\\n');
    process.kill(process.pid, 'SIGKILL');
  }, stuckMs);
`;

export function startWatchdog(): Watchdog {
  const beats = new SharedArrayBuffer(8);
  const shared = new SharedArrayBuffer(TEXT_BYTES);
  const worker = new Worker(WATCH, { eval: true, workerData: { beats, text: shared, stuckMs: STUCK_MS } });
  worker.unref();
  const count = new Int32Array(beats);
  return {
    beat(text) {
      const bytes = Buffer.from(text).subarray(0, TEXT_BYTES);
      new Uint8Array(shared).set(bytes);
      Atomics.store(count, 1, bytes.length);
      Atomics.add(count, 0, 1);
    },
    async close() {
      await worker.terminate();
    },
  };
}
