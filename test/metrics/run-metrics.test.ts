import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createCoreEvents } from '../../src/core/runs/core-events.js';
import { createInstruments } from '../../src/metrics/instruments.js';
import { countRuns } from '../../src/metrics/run-metrics.js';
import { ended, open } from '../storage/run-store-behaviours.js';

it('each server counts the end of its own runs, once, and also one that it has taken from another', async () => {
  const events = createCoreEvents((error) => assert.fail(String(error)));
  const { instruments } = createInstruments();
  const counting = countRuns({
    ...{ events, instruments, peers: { driver: 'mine' }, nameOf: (name) => name },
    clock: { now: () => new Date() },
  });
  const counted = async () => {
    const { values } = await instruments.runsEnded.get();
    return values.reduce((sum, { value }) => sum + value, 0);
  };
  for (const driver of ['mine', 'theirs']) {
    events.runs.emit(open('a', { driver }));
    events.runs.emit(ended('a', { driver }));
  }
  assert.equal(await counted(), 1);
  events.runs.emit(open('b', { driver: 'theirs' }));
  events.runs.emit(open('b', { driver: 'mine' }));
  events.runs.emit(ended('b', { driver: 'mine' }));
  assert.equal(await counted(), 2);
  const annotated = { at: new Date(), isAfterEnd: true, formerLabels: [] };
  events.runs.emit(ended('b', { driver: 'mine', annotated }));
  assert.equal(await counted(), 2);
  // A run that ends where it begins has no other event.
  events.runs.emit(ended('c', { driver: 'mine' }));
  assert.equal(await counted(), 3);
  counting.close();
  assert.equal(events.runs.listenerCount, 0);
});
