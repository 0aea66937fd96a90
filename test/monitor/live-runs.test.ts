import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { ApolloClient } from '@apollo/client';
import { followLiveRuns } from '../../monitor/live/live-runs.js';
import type { Run } from '../../monitor/live/model.js';
import { until } from '../until.js';

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 26, 4, minutes)).toISOString();
const open = (id: string, started = 1) =>
  ({ id, status: 'RUNNING', startTime: at(started), endTime: null, slots: [] }) as unknown as Run;
const ended = (id: string, status: Run['status'], minutes = 2): Run => ({
  ...open(id),
  ...{ status, endTime: at(minutes) },
});

/** The live runs of a page, and a server that knows these runs. */
function page() {
  const known = new Map<string, Run>();
  let send = (_: Run) => {};
  let whenAsked = () => {};
  const client = {
    subscribe: () => ({
      subscribe({ next }: { next(result: unknown): void }) {
        send = (runs) => next({ data: { runs } });
        return { unsubscribe() {} };
      },
    }),
    async query({ variables }: { variables?: { id: string } }) {
      if (variables) return { data: { run: known.get(variables.id) ?? null } };
      const all = [...known.values()].sort((a, b) => String(b.endTime).localeCompare(String(a.endTime)));
      const answer = {
        open: { nodes: all.filter(({ endTime }) => endTime === null) },
        ended: { nodes: all.filter(({ endTime }) => endTime !== null).slice(0, 8) },
      };
      whenAsked();
      return { data: answer };
    },
  };
  const { runs, readMissed } = followLiveRuns(
    client as unknown as ApolloClient,
    new AbortController().signal,
  );
  const told: string[] = [];
  runs.onEnd(({ id, status }) => told.push(`${id} ${status}`));
  return {
    ...{ known, told, readMissed },
    event: (run: Run) => send(run),
    onAsked(act: () => void) {
      whenAsked = act;
    },
    /** Waits until these are the open runs. */
    opened: (...ids: string[]) =>
      until(() => runs.open.value.map(({ id }) => id).join() === ids.join(), `open: ${ids.join()}`),
  };
}

describe('the runs that the whole page shows', () => {
  before(() => {
    Object.assign(globalThis, { requestAnimationFrame: setTimeout, cancelAnimationFrame: clearTimeout });
  });

  it('have no run that ended while the page was away, and tell its end once', async () => {
    const { known, told, readMissed, event, opened } = page();
    for (const id of ['A', 'B', 'C']) event(open(id));
    await opened('A', 'B', 'C');
    known.set('A', ended('A', 'FAILED'));
    known.set('B', open('B'));
    for (let place = 10; place < 20; place += 1) known.set(`N${place}`, ended(`N${place}`, 'FAILED', place));
    await readMissed();
    // The server has no memory of C. What began and ended meanwhile was never open here.
    await opened('B');
    assert.deepEqual(told, ['A FAILED']);
    await readMissed();
    event(ended('A', 'FAILED'));
    event(ended('B', 'SUCCEEDED'));
    await opened();
    assert.deepEqual(told, ['A FAILED', 'B SUCCEEDED']);
  });

  it('heed the events that come while the page reads', async () => {
    const { known, told, readMissed, event, onAsked, opened } = page();
    event(open('A'));
    event(open('B', 2));
    known.set('A', open('A'));
    known.set('B', ended('B', 'SUCCEEDED'));
    onAsked(() => {
      event(open('C', 3));
      event(ended('A', 'SUCCEEDED'));
    });
    await readMissed();
    await opened('C');
    // It was sent before the answer.
    event(open('B', 2));
    event(ended('B', 'SUCCEEDED'));
    await opened('C');
    assert.deepEqual(told, ['A SUCCEEDED', 'B SUCCEEDED']);
  });
});
