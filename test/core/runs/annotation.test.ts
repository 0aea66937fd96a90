import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RequestError } from '../../../src/core/errors.js';
import { annotated, hasEdit, parseAnnotation } from '../../../src/core/runs/annotation.js';
import { leavesFilter } from '../../../src/core/runs/run-store.js';
import { run } from '../fixtures.js';

const WORDS = { note: 'note', labels: 'labels', noLabels: '[]' } as const;
const parse = (raw: { note?: unknown; labels?: unknown }) =>
  parseAnnotation({ note: raw.note, labels: raw.labels, words: WORDS });

const at = new Date('2026-11-26T04:00:00Z');
const edit = (change: Parameters<typeof annotated>[1]['change']) =>
  ({ type: 'ANNOTATED', at, change }) as const;

describe('an edit of a run', () => {
  it('leaves what is omitted, and removes what is null or empty', () => {
    assert.deepEqual(parse({ note: ' new \n' }), { note: 'new' });
    assert.deepEqual([parse({ note: null }), parse({ note: '  ' })], [{ note: null }, { note: null }]);
    assert.deepEqual(parse({ labels: [] }), { labels: [] });
    assert.deepEqual(parse({ labels: ['x', 'campaign:2026-11', 'x'] }), {
      labels: ['x', 'campaign:2026-11'],
    });
    const one = run(['SUCCEEDED'], { note: 'old', labels: ['x'] });
    assert.deepEqual(annotated(one, edit({ labels: ['y'] })).note, 'old');
    assert.deepEqual(annotated(one, edit({ note: null })).labels, ['x']);
    assert.equal(annotated(one, edit({ note: null })).note, null);
  });

  const wrong: readonly [{ note?: unknown; labels?: unknown }, RegExp][] = [
    [{}, /^Nothing to change: give note, labels or both\.$/],
    [{ labels: null }, /^labels is null: omit it to keep the labels, or use \[\] for none\.$/],
    [{ note: 'x'.repeat(1001) }, /^note must be a text of at most 1000 characters .*, but got "x+…\.$/],
    [{ note: 'a\u001b[2J' }, /without control characters, but got "a\\u001b/],
    [{ note: 'half \ud83d' }, /^note must be a text/],
    [{ note: 5 }, /but got 5\.$/],
    [{ labels: ['two words'] }, /^labels must be a list of at most 20 labels.*, but got \["two words"\]\.$/],
    [{ labels: ['x'.repeat(64)] }, /1 to 63 letters/],
    [{ labels: ['-x'] }, /begins with a letter or a digit/],
    [{ labels: [''] }, /^labels must be/],
    [{ labels: Array.from({ length: 21 }, (_, index) => `l${index}`) }, /at most 20 labels/],
  ];
  for (const [raw, message] of wrong) {
    it(`cannot be ${JSON.stringify(raw).slice(0, 60)}`, () => {
      assert.throws(
        () => parse(raw),
        (error) => error instanceof RequestError && message.test(error.message),
      );
    });
  }

  it('is known as the last one until the next', () => {
    const first = edit({ note: 'one' });
    const second = { ...edit({ note: 'two' }), at: new Date(at.getTime() + 1) };
    const once = annotated(run(['RUNNING']), first);
    assert.deepEqual([hasEdit(run(['RUNNING']), first), hasEdit(once, first)], [false, true]);
    const twice = annotated(once, second);
    assert.deepEqual([hasEdit(twice, first), hasEdit(twice, second)], [false, true]);
    assert.equal(hasEdit(once, edit({ note: 'one', labels: ['x'] })), false, 'the labels are missing');
  });
});

describe('a list of runs with a label', () => {
  const open = run(['RUNNING'], { labels: ['x', 'y'] });
  const ended = run(['SUCCEEDED'], { labels: ['x'], status: 'SUCCEEDED', endTime: at, revision: 3 });

  it('shows that a run has lost the label, open or ended', () => {
    for (const one of [open, ended]) {
      const without = annotated(one, edit({ labels: ['z'] }));
      assert.equal(leavesFilter(without, { label: 'x' }), true);
      assert.equal(leavesFilter(without, { label: 'x', operation: 'stream' }), false);
      assert.equal(leavesFilter(without, { label: 'other' }), false);
    }
  });

  it('shows the end of a run that had the label and left the list by its end', () => {
    const gone = { ...ended, revision: 4 };
    assert.equal(leavesFilter(gone, { label: 'x', statuses: ['RUNNING'] }), true);
  });

  it('does not show an edit of a run that left the list by its end', () => {
    const edited = annotated(ended, edit({ note: 'later' }));
    assert.equal(leavesFilter(edited, { label: 'x', statuses: ['RUNNING'] }), false);
  });

  it('keeps the label in mind over several edits, until it is given again', () => {
    const twice = annotated(annotated(open, edit({ labels: ['y'] })), edit({ labels: [] }));
    assert.deepEqual(twice.annotated?.formerLabels, ['x', 'y']);
    assert.deepEqual(annotated(twice, edit({ labels: ['x'] })).annotated?.formerLabels, ['y']);
  });
});
