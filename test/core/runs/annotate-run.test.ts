import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { RequestError } from '../../../src/core/errors.js';
import type { Annotation } from '../../../src/core/runs/annotation.js';
import { noPeers, type PeerOrder, type Peers } from '../../../src/core/runs/peers.js';
import type { Run } from '../../../src/core/runs/run.js';
import type { RunStore } from '../../../src/core/runs/run-store.js';
import { createTopic } from '../../../src/lib/topic.js';
import { createMemoryRunStore } from '../../../src/storage/memory-run-store.js';
import { type Observatory, startObservatory, statuses, WORDS } from '../observatory.js';

const SHORT = { params: { duration: 5 } };

const annotate = ({ core, clock }: Pick<Observatory, 'core' | 'clock'>, id: string, change: Annotation) =>
  clock.settle(core.runs.annotate(id, change), 'the answer to the edit');

async function codeOf(doing: Promise<unknown>): Promise<string> {
  const error = await doing.then(
    () => assert.fail('it was not rejected'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof RequestError, String(error));
  return error.code;
}

function shownBy({ core }: Pick<Observatory, 'core'>): Run[] {
  const shown: Run[] = [];
  core.events.runs.listen((run) => shown.push(run));
  return shown;
}

describe('a run with a note and labels', () => {
  it('has those of its request, and a retry has those of its run as they are then', async (t) => {
    const site = await startObservatory(t);
    site.slots[0]?.failNext('take_noise', 'no tones');
    const first = await site.end(
      await site.start('take_noise', { ...SHORT, note: ' before the storm ', labels: ['x', 'x'] }),
    );
    assert.deepEqual([first.note, first.labels, first.annotated], ['before the storm', ['x'], null]);
    await annotate(site, first.id, { labels: ['x', 'y'] });
    const request = { via: 'GRAPHQL', requestedBy: null, statuses: null, force: false } as const;
    const again = await site.clock.settle(
      site.core.runs.retry(first.id, { ...request, words: WORDS, requestId: null }),
      'the retry begins',
    );
    assert.deepEqual([again.note, again.labels, again.annotated], ['before the storm', ['x', 'y'], null]);
  });

  it('is the same run for a repeated request id, whatever its note was changed to', async (t) => {
    const site = await startObservatory(t);
    const one = await site.start('take_noise', { ...SHORT, requestId: 'r', note: 'old' });
    await annotate(site, one.id, { note: 'new' });
    const same = await site.start('take_noise', { ...SHORT, requestId: 'r', note: 'old', labels: ['x'] });
    assert.deepEqual([same.id, same.note, same.labels], [one.id, 'new', []]);
    assert.equal(site.count('start', 'take_noise'), 1);
  });
});

describe('an edit', () => {
  it('of an open run is stored before it is answered, is shown, and does not change the outcome', async (t) => {
    const store = createMemoryRunStore();
    const site = await startObservatory(t, { store });
    const run = await site.start('take_noise', SHORT);
    const shown = shownBy(site);
    const edited = await annotate(site, run.id, { note: 'why', labels: ['x'] });
    assert.deepEqual([edited.note, edited.labels, edited.annotated?.isAfterEnd], ['why', ['x'], false]);
    assert.equal((await store.get(run.id))?.note, 'why');
    assert.ok(shown.some(({ note }) => note === 'why'));
    const end = await site.end(run);
    assert.deepEqual([end.note, end.status, statuses(end)], ['why', 'SUCCEEDED', ['SUCCEEDED']]);
  });

  it('of an ended run is stored and shown, and keeps its end', async (t) => {
    const store = createMemoryRunStore();
    const site = await startObservatory(t, { store });
    const end = await site.end(await site.start('take_noise', SHORT));
    const shown = shownBy(site);
    const edited = await annotate(site, end.id, { note: 'bad weather' });
    assert.deepEqual(shown, [edited]);
    assert.deepEqual([edited.note, edited.annotated?.isAfterEnd], ['bad weather', true]);
    assert.deepEqual([edited.status, edited.endTime, edited.slots], [end.status, end.endTime, end.slots]);
    assert.equal((await store.get(end.id))?.note, 'bad weather');
  });

  it('of a stop is possible during it and after it', async (t) => {
    const site = await startObservatory(t);
    const stop = site.stop('stream');
    assert.equal((await annotate(site, stop.id, { note: 'one' })).note, 'one');
    await site.end(stop);
    assert.equal((await annotate(site, stop.id, { labels: ['x'] })).note, 'one');
  });

  it('of an unknown run is rejected', async (t) => {
    const site = await startObservatory(t);
    assert.equal(await codeOf(annotate(site, 'no-run', { note: 'x' })), 'UNKNOWN_RUN');
  });

  it('that cannot be stored is rejected with the code of the store, open or ended', async (t) => {
    const memory = createMemoryRunStore();
    let isBroken = false;
    const unavailable = () => new RequestError('STORE_UNAVAILABLE', 'the disk is full');
    const store: RunStore = {
      ...memory,
      async append(changes) {
        if (isBroken && changes.some(({ event }) => event.type === 'ANNOTATED')) throw unavailable();
        return await memory.append(changes);
      },
      async annotate(id, event, onStored) {
        if (isBroken) throw unavailable();
        return await memory.annotate(id, event, onStored);
      },
    };
    const site = await startObservatory(t, { store });
    const run = await site.start('take_noise', SHORT);
    isBroken = true;
    assert.equal(await codeOf(annotate(site, run.id, { note: 'x' })), 'STORE_UNAVAILABLE');
    await site.end(run);
    assert.equal(await codeOf(annotate(site, run.id, { note: 'x' })), 'STORE_UNAVAILABLE');
    isBroken = false;
    assert.equal((await annotate(site, run.id, { note: 'y' })).note, 'y');
    assert.equal((await memory.get(run.id))?.note, 'y');
  });
});

/** Two servers on one store; what one sends, the other receives. */
async function startPeers(t: TestContext, store = createMemoryRunStore()) {
  const onError = (error: unknown) => {
    throw error;
  };
  const topics = { changed: createTopic<Run>(onError), orders: createTopic<PeerOrder>(onError) };
  const sent: PeerOrder[] = [];
  const peers: Peers = {
    ...{ ...noPeers, ...topics, isShared: true, driver: 'ours', watch() {} },
    send: async (order) => void sent.push(order),
  };
  return { ...(await startObservatory(t, { peers, store })), ...topics, sent, store };
}

describe('an edit of a run that another server executes', () => {
  const theirs = (run: Run): Run => ({ ...run, id: 'theirs', driver: 'theirs' });

  /** An edit whose order is on its way to the other server. */
  async function startEdit(t: TestContext) {
    const site = await startPeers(t);
    const other = theirs(await site.start('take_noise', SHORT));
    await site.store.create(other);
    site.changed.emit(other);
    const answer = annotate(site, 'theirs', { note: 'why' });
    await site.clock.until(() => site.sent.length > 0, 'the order is sent');
    return { site, other, answer };
  }

  it('is an order to that server, and is answered when that server has stored it', async (t) => {
    const { site, other, answer } = await startEdit(t);
    const [sent] = site.sent;
    assert.ok(sent?.kind === 'ANNOTATE');
    assert.deepEqual([sent.run, sent.change], ['theirs', { note: 'why' }]);
    const { at, change } = sent;
    const edited = {
      ...other,
      note: 'why',
      revision: 2,
      annotated: { at, isAfterEnd: false, formerLabels: [] },
    };
    await site.store.append([{ run: edited, event: { type: 'ANNOTATED', at, change } }]);
    site.changed.emit(edited);
    assert.equal((await answer).note, 'why');
  });

  it('is stored by this server if the run has ended meanwhile', async (t) => {
    const { site, other, answer } = await startEdit(t);
    const end: Run = { ...other, revision: 2, status: 'FAILED', endTime: site.clock.now() };
    await site.store.append([{ run: end, event: { type: 'RELEASED', at: site.clock.now() } }]);
    site.changed.emit(end);
    assert.equal((await answer).note, 'why');
    assert.equal((await site.store.get('theirs'))?.note, 'why');
  });

  it('is rejected if no server executes it within 12 s', async (t) => {
    const site = await startPeers(t);
    const other = theirs(await site.start('take_noise', SHORT));
    await site.store.create(other);
    site.changed.emit(other);
    const before = site.clock.monotonic();
    assert.equal(await codeOf(annotate(site, 'theirs', { note: 'why' })), 'STORE_UNAVAILABLE');
    assert.ok(site.clock.monotonic() - before <= 14_000);
    assert.equal((await site.store.get('theirs'))?.note, null);
  });

  it('is executed by the server that gets the order, for its own run only', async (t) => {
    const site = await startPeers(t);
    const [one, two] = [await site.start('take_noise', SHORT), await site.start('take_iv')];
    const at = site.clock.now();
    site.orders.emit({ kind: 'ANNOTATE', run: one.id, at, change: { labels: ['x'] } });
    await site.clock.until(async () => (await site.store.get(one.id))?.labels[0] === 'x', 'it is stored');
    assert.deepEqual((await site.store.get(two.id))?.labels, []);
  });
});
