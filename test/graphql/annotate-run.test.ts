import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { startObservatory } from '../core/observatory.js';
import { inProcess } from './in-process.js';

interface RunFields {
  readonly id: string;
  readonly status: string;
  readonly note: string | null;
  readonly labels: readonly string[];
  readonly annotatedAt: string | null;
}

const FIELDS = 'id status note labels annotatedAt';
const WATCH = `subscription ($filter: RunFilter) { runs(filter: $filter) { ${FIELDS} } }`;
const NOISE = 'operation: "take_noise", params: {duration: 5}';

async function start(t: TestContext) {
  const observatory = await startObservatory(t);
  const face = inProcess(observatory.core);
  const mutate = async (call: string) => {
    const asked = face.ask<{ run: RunFields }>(`mutation { run: ${call} { ${FIELDS} } }`);
    return (await observatory.clock.settle(asked, call)).run;
  };
  const ended = async (options: string) => {
    const { id } = await mutate(`runOperation(${NOISE}, options: ${options})`);
    await observatory.clock.settle(observatory.core.runs.waitFor(id, 'FINISHED', 60), 'its end');
    return id;
  };
  const found = async (filter: string) => {
    const { runs } = await face.ask<{ runs: { nodes: RunFields[]; totalCount: number } }>(
      `{ runs(filter: ${filter}) { totalCount nodes { ${FIELDS} } } }`,
    );
    assert.equal(runs.totalCount, runs.nodes.length);
    return runs.nodes.map(({ id }) => id);
  };
  return { ...observatory, ...face, mutate, ended, found };
}

describe('annotateRun', () => {
  it('changes what is given of an open run and of an ended run, and leaves the rest', async (t) => {
    const { mutate, end, core } = await start(t);
    const begun = await mutate(`runOperation(${NOISE}, options: {note: "first light", labels: ["x"]})`);
    assert.deepEqual([begun.note, begun.labels, begun.annotatedAt], ['first light', ['x'], null]);
    const open = await mutate(`annotateRun(id: "${begun.id}", labels: ["y", "z"])`);
    assert.deepEqual([open.status, open.note, open.labels], ['RUNNING', 'first light', ['y', 'z']]);
    const run = await core.runs.get(begun.id);
    assert.ok(run && open.annotatedAt);
    await end(run);
    const removed = await mutate(`annotateRun(id: "${begun.id}", note: null)`);
    assert.deepEqual([removed.status, removed.note, removed.labels], ['SUCCEEDED', null, ['y', 'z']]);
    const empty = await mutate(`annotateRun(id: "${begun.id}", note: "again", labels: [])`);
    assert.deepEqual([empty.note, empty.labels], ['again', []]);
  });

  it('is rejected with the reason, and changes nothing then', async (t) => {
    const { rejection, ended, ask } = await start(t);
    const id = await ended('{note: "old"}');
    const codeOf = async (args: string) => {
      const { code, message } = await rejection(`mutation { annotateRun(${args}) { id } }`);
      return `${code}: ${message}`;
    };
    assert.match(await codeOf('id: "no-run", note: "x"'), /^UNKNOWN_RUN: /);
    assert.match(
      await codeOf(`id: "${id}"`),
      /^BAD_USER_INPUT: Nothing to change: give note, labels or both/,
    );
    assert.match(await codeOf(`id: "${id}", labels: null`), /^BAD_USER_INPUT: labels is null/);
    assert.match(await codeOf(`id: "${id}", note: "new", labels: ["a b"]`), /BAD_USER_INPUT: labels must be/);
    const { message } = await rejection(
      `mutation { runOperation(${NOISE}, options: {labels: [""]}) { id } }`,
    );
    assert.match(message, /^options\.labels must be a list of at most 20 labels/);
    assert.deepEqual(await ask(`{ run(id: "${id}") { note labels } }`), { run: { note: 'old', labels: [] } });
  });
});

describe('the filter of runs by label', () => {
  it('finds the runs that have the label now', async (t) => {
    const { ended, found, mutate } = await start(t);
    const one = await ended('{labels: ["calibration", "night-12"]}');
    const two = await ended('{labels: ["calibration"]}');
    assert.deepEqual(await found('{label: "calibration"}'), [two, one]);
    assert.deepEqual(await found('{label: "night-12", operation: "take_noise", slot: "ufm_mv2"}'), [one]);
    await mutate(`annotateRun(id: "${one}", labels: ["night-12"])`);
    assert.deepEqual(await found('{label: "calibration"}'), [two]);
    assert.deepEqual(await found('{label: "calib"}'), []);
  });

  it('of a subscription sends the edits of ended runs, and a run that has lost the label once more', async (t) => {
    const { ended, mutate, subscribe } = await start(t);
    const id = await ended('{labels: ["x"]}');
    const other = await ended('{labels: ["y"]}');
    const reader = await subscribe<{ runs: RunFields }>(WATCH, { filter: { label: 'x' } });
    await mutate(`annotateRun(id: "${id}", note: "bad weather")`);
    assert.equal((await reader.next()).runs.note, 'bad weather');
    await mutate(`annotateRun(id: "${other}", note: "not in the list")`);
    await mutate(`annotateRun(id: "${id}", labels: [])`);
    const left = (await reader.next()).runs;
    assert.deepEqual([left.id, left.labels], [id, []]);
    await mutate(`annotateRun(id: "${other}", labels: ["x"])`);
    assert.equal((await reader.next()).runs.id, other);
    await reader.leave();
  });
});

describe('the subscription runUpdates', () => {
  it('sends an edit of the open run', async (t) => {
    const { mutate, subscribe } = await start(t);
    const { id } = await mutate(`runOperation(${NOISE})`);
    const reader = await subscribe<{ runUpdates: RunFields }>(
      `subscription ($id: ID!) { runUpdates(id: $id) { ${FIELDS} } }`,
      { id },
    );
    await mutate(`annotateRun(id: "${id}", note: "why")`);
    for (let note: string | null = null; note !== 'why'; ) note = (await reader.next()).runUpdates.note;
    await reader.leave();
  });
});
