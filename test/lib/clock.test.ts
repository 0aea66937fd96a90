import assert from 'node:assert/strict';
import { once } from 'node:events';
import { it } from 'node:test';
import { MessageChannel, Worker } from 'node:worker_threads';
import { afterRunning, settledWithin, systemClock } from '../../src/lib/clock.js';
import { suspend } from '../suspend.js';
import { createVirtualClock } from '../virtual-clock.js';

it('a timer that is late because the process was suspended fires after the messages that have arrived', async () => {
  const { port1, port2 } = new MessageChannel();
  const source = `
    const { workerData } = require('node:worker_threads');
    workerData.postMessage('ready');
    setTimeout(() => workerData.postMessage('answer'), 200);
  `;
  const worker = new Worker(source, { eval: true, workerData: port2, transferList: [port2] });
  await once(port1, 'message');
  const happened: string[] = [];
  port1.on('message', () => happened.push('answer'));
  const timedOut = new Promise<void>((resolve) => {
    systemClock.after(300, () => {
      happened.push('timeout');
      resolve();
    });
  });
  // After `setImmediate`, Node fires timers before it reads.
  setImmediate(() => suspend(1000));
  await timedOut;
  assert.deepEqual(happened, ['answer', 'timeout']);
  port1.close();
  await worker.terminate();
});

it('the time in which the process was suspended does not count for a wait that needs several answers', async () => {
  const clock = createVirtualClock();
  let isOver = false;
  afterRunning(clock, 5000, () => {
    isOver = true;
  });
  await clock.advance(4000);
  await clock.pause(30_000);
  await clock.advance(4900);
  assert.equal(isOver, false);
  await clock.advance(200);
  assert.equal(isOver, true);
});

it('a wait whose time has passed already ends at once', async () => {
  const clock = createVirtualClock();
  await clock.settle(settledWithin(clock, new Promise(() => {}), -60_000), 'it ends', 1);
  assert.equal(clock.timers, 0);
});
