import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stillOf } from '../../monitor/actions/still.js';
import { retryOf, stillRetried } from '../../monitor/runs/retry.js';
import { unansweredText } from '../../monitor/stop-all/unanswered.js';

describe('a question', () => {
  it('stays about what it asked: nothing is added, and what fell away is told apart', () => {
    const ids = (text: string) => [...text].map((id) => ({ id }));
    const idOf = ({ id }: { readonly id: string }) => id;
    assert.deepEqual(stillOf(ids('abc'), ids('xcay'), idOf), { still: ids('ac'), gone: ids('b') });
    assert.deepEqual(stillOf(ids('a'), [], idOf), { still: [], gone: ids('a') });
  });
});

describe('the retry that a person was asked about', () => {
  const slot = (instanceId: string, status: 'FAILED' | 'LOST' | 'TIMED_OUT' | 'SUCCEEDED') => ({
    ...{ instanceId, status },
    streamId: instanceId,
  });
  const noneUnchecked = () => false;
  const asked = [slot('a', 'FAILED'), slot('b', 'FAILED'), slot('c', 'LOST')];
  const retryNow = (now: typeof asked, isUnchecked: (id: string) => boolean = noneUnchecked) => {
    const { statuses, slots, gone } = stillRetried(
      retryOf(asked, 'failed', (id) => id === 'c'),
      retryOf(now, 'failed', isUnchecked),
    );
    const names = (list: readonly { readonly instanceId: string }[]) =>
      list.map(({ instanceId }) => instanceId).join('');
    return { statuses, slots: names(slots), gone: names(gone) };
  };

  it('does not grow by a slot that somebody acknowledges meanwhile', () => {
    assert.deepEqual(retryNow(asked), { statuses: ['FAILED'], slots: 'ab', gone: '' });
  });

  it('leaves out an outcome that a further slot has by now: the server would retry that one too', () => {
    const now = [slot('a', 'FAILED'), slot('b', 'FAILED'), slot('c', 'FAILED')];
    assert.deepEqual(retryNow(now), { statuses: [], slots: '', gone: 'ab' });
  });

  it('names a slot whose outcome has changed', () => {
    const now = [slot('a', 'FAILED'), slot('b', 'SUCCEEDED'), slot('c', 'LOST')];
    assert.deepEqual(
      retryNow(now, (id) => id === 'c'),
      { statuses: ['FAILED'], slots: 'a', gone: 'b' },
    );
  });
});

describe('a stop that was sent and has no answer', () => {
  it('is waited for, unless the connection is lost or the time is over: then nobody knows whether it arrived', () => {
    assert.equal(unansweredText({ isConnected: true, isLate: false }), null);
    const unknown = 'It is not known whether the stop has arrived.';
    assert.equal(
      unansweredText({ isConnected: false, isLate: false }),
      `The connection was lost after the stop was sent. ${unknown}`,
    );
    for (const isConnected of [true, false])
      assert.equal(unansweredText({ isConnected, isLate: true }), `No answer has come. ${unknown}`);
  });
});
