import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { placeOf } from '../../monitor/command/complaints.js';
import { firstSentence, kindOf, purposeOf } from '../../monitor/command/docstring.js';
import { addressOf, draftFrom, readDraft } from '../../monitor/command/draft.js';
import { entryOf, type Kind, readEntry } from '../../monitor/command/entries.js';
import { optionsInWords } from '../../monitor/command/option-fields.js';
import { planRows } from '../../monitor/command/plan-rows.js';
import { hindranceOf, withPassword } from '../../monitor/command/request.js';
import {
  type AllUnanswered,
  isRejection,
  requestToSend,
  without,
  withUnanswered,
} from '../../monitor/command/unanswered.js';
import { fateOf } from '../../monitor/command/wish.js';
import { isDangerous } from '../../monitor/runs/danger.js';
import { sameTextIfEqual } from '../../monitor/shared/equal.js';

const NOTHING = { params: null, options: null, note: null };
const json = (): Kind => 'json';
const read = (kind: Kind, text: string) => readEntry({ kind, text });

describe('the fields of an operation', () => {
  it('have the kind that the docstring says, and are JSON where it says nothing clear', () => {
    const kinds = ['float', 'int, optional', 'Optional[str]', 'string, optional', 'bool, optional'];
    assert.deepEqual(kinds.map(kindOf), ['number', 'integer', 'text', 'text', 'yesNo']);
    for (const type of [
      'dict',
      'list, int',
      'int, float, list',
      'string/bool, optional',
      'List[int]',
      null,
    ]) {
      assert.equal(kindOf(type), 'json', String(type));
    }
  });

  it('read numbers, texts and JSON, and say what is wrong', () => {
    assert.deepEqual(read('number', ' 1e-3 '), { value: 0.001 });
    assert.deepEqual(read('number', '30.'), { value: 30 });
    for (const text of ['', 'abc', '0x10', 'Infinity', '1 2']) {
      assert.deepEqual(read('number', text), { mistake: 'Not a number.' });
    }
    assert.deepEqual(read('integer', '2.5'), { mistake: 'Not a whole number.' });
    assert.deepEqual(read('text', ''), { value: '' });
    assert.deepEqual(read('json', '[0, 1]'), { value: [0, 1] });
    assert.match(JSON.stringify(read('json', '(0.3, 0.6)')), /Not JSON/);
    assert.deepEqual(read('slotCounts', '1, 25%'), { value: [1, '25%'] });
    assert.match(JSON.stringify(read('slotCounts', '1, many')), /a number of slots/);
  });

  it('show a value that is of another kind as JSON', () => {
    assert.deepEqual(entryOf(30, 'number'), { kind: 'number', text: '30' });
    assert.deepEqual(entryOf('30', 'number'), { kind: 'json', text: '"30"' });
    assert.deepEqual(entryOf(null, 'text'), { kind: 'json', text: 'null' });
  });
});

describe('a draft', () => {
  it('comes from the address and goes back to it, with nothing lost', () => {
    const address = {
      params: '{"duration":60,"tag":"a","more":[1]}',
      options:
        '{"maxConcurrency":"25%","exclusive":{"grant":"x"},"slotParams":[{"streamIds":["s2"],"params":{"tag":"b"}}]}',
      note: 'why',
    };
    const draft = draftFrom(address, (name) => (name === 'duration' ? 'number' : 'json'));
    assert.deepEqual(addressOf(draft), address);
    const { params, options, mistakes } = readDraft(draft);
    assert.deepEqual(params, { duration: 60, tag: 'a', more: [1] });
    assert.deepEqual([options['note'], mistakes.size], ['why', 0]);
    assert.deepEqual(addressOf(draftFrom(NOTHING, json)), NOTHING);
  });

  it('never takes parameters or options that cannot be read for none', () => {
    const params = draftFrom({ ...NOTHING, params: '{"duration":' }, json);
    assert.deepEqual([...readDraft(params).mistakes.keys()], ['params']);
    assert.equal(addressOf(params).params, '{"duration":');
    const options = draftFrom({ ...NOTHING, options: '[1]' }, json);
    assert.deepEqual([...readDraft(options).mistakes.keys()], ['options.options']);
  });

  it('says which field cannot be read, and wants slots for parameters of single slots', () => {
    const draft = {
      ...draftFrom(NOTHING, json),
      params: new Map([['duration', { kind: 'number' as const, text: 'long' }]]),
      perSlot: [
        { slots: [], text: '{}' },
        { slots: ['s2'], text: '3' },
      ],
    };
    assert.deepEqual(
      [...readDraft(draft).mistakes.keys()],
      ['slotParams.0', 'slotParams.1', 'params.duration'],
    );
  });
});

describe('the words of an operation', () => {
  const DOCSTRING = `take_noise(duration=30.)

**Task** - Records data for
a short time. Then computes the noise.

Args
-----
duration : float
    How long.`;

  it('are the text of its docstring without signature and parameters', () => {
    assert.equal(purposeOf(DOCSTRING), 'Records data for a short time. Then computes the noise.');
    assert.equal(firstSentence(purposeOf(DOCSTRING)), 'Records data for a short time.');
    assert.equal(purposeOf('Only a text'), 'Only a text');
    assert.equal(purposeOf(null), '');
  });

  it('say how a run is done', () => {
    assert.equal(optionsInWords({}), 'all at once, default time limit, no note');
    assert.equal(
      optionsInWords({ batches: [1, '100%'], timeoutSeconds: 90, note: 'test' }),
      'batches of 1, 100%, stops if a slot does not succeed, time limit 1 m 30 s, note “test”',
    );
    assert.equal(
      optionsInWords({ maxConcurrency: '25%', maxErrors: 2, settleSeconds: 0.5, minSlots: 1 }),
      '25% at a time, stops after more than 2 slots did not succeed, 0.5 s between slots, at least 1 slot, default time limit, no note',
    );
  });

  it('warn before what sets up, biases, switches off or runs a script', () => {
    const dangerous = [
      'uxm_setup',
      'set_biases',
      'zero_biases',
      'bias_dets',
      'overbias_tes',
      'all_off',
      'run',
    ];
    assert.deepEqual([...dangerous, 'restart_rssi'].filter(isDangerous), [...dangerous, 'restart_rssi']);
    const harmless = [
      'take_noise',
      'take_bias_steps',
      'uxm_relock',
      'setup_notches',
      'run_test_func',
      'stream',
    ];
    assert.deepEqual(harmless.filter(isDangerous), []);
  });
});

describe('a message of the server', () => {
  it('belongs to the option or the parameters that it names', () => {
    assert.equal(placeOf('options.maxErrors requires options.batches.'), 'options.maxErrors');
    assert.equal(placeOf('Only 1 slot can be commanded, but options.minSlots is 7.'), 'options.minSlots');
    assert.equal(placeOf('options.slotParams names ufm_mv5 more than once.'), 'slotParams');
    assert.equal(placeOf('Exclusive grants require an access director.'), 'options.exclusive');
    assert.equal(placeOf('params must be an object.'), 'params');
    assert.equal(placeOf('ufm_mv5 is out of service.'), 'slots');
  });
});

describe('a wished start', () => {
  const moment = { wish: 'noise on s2', hindrance: null, isPlanned: true };

  it('waits for its plan, and for nothing else', () => {
    assert.equal(fateOf('noise on s2', moment), 'start');
    assert.equal(fateOf('noise on s2', { ...moment, isPlanned: false }), 'wait');
    assert.equal(fateOf('noise on s2', { ...moment, hindrance: 'Not connected.', isPlanned: false }), 'drop');
    assert.equal(fateOf('noise on s2', { ...moment, wish: 'noise on s2, s3' }), 'drop');
  });
});

describe('a start without an answer', () => {
  const request = (...streamIds: readonly string[]) => ({
    ...{ operation: 'take_noise', streamIds: [...streamIds], params: {} },
    options: { skipUnavailable: true },
  });
  const sent = requestToSend(new Map(), 'both', request('s2', 's3'), 'monitor-1');
  const known = withUnanswered(new Map(), 'both', { request: sent, why: 'Failed to fetch' });

  it('is sent again as it was, with its id, whatever was planned since', () => {
    const others = withUnanswered(known, 'other', { request: request('s4'), why: null });
    assert.deepEqual(requestToSend(others, 'both', request(), 'monitor-2'), sent);
    assert.equal(sent.options?.requestId, 'monitor-1');
    const after = requestToSend(without(others, 'both'), 'both', request('s3'), 'monitor-2');
    assert.deepEqual(after.options, { skipUnavailable: true, requestId: 'monitor-2' });
  });

  it('can be sent again as soon as the page is connected, also if the plan now rejects it', () => {
    const now = {
      ...{ isLive: true, selected: new Set(['s2']), mistakes: new Map(), plan: null },
      ...{ planError: 'The grant is held.', isRepeated: true },
    };
    assert.equal(hindranceOf(now), null);
    assert.match(String(hindranceOf({ ...now, isLive: false })), /Not connected/);
    assert.match(String(hindranceOf({ ...now, isRepeated: false })), /would reject/);
    const rows = planRows(new Set(['s2', 's3', 's4']), [], null, sent);
    assert.deepEqual(
      rows.map(({ isCommanded }) => isCommanded),
      [true, true, false],
    );
  });

  it('is over when the server has rejected it, but not if the server could not look for its run', () => {
    assert.equal(isRejection(['GRANT_REFUSED'], true), true);
    assert.equal(isRejection(['STORE_UNAVAILABLE'], false), true);
    assert.equal(isRejection(['STORE_UNAVAILABLE'], true), false);
    assert.equal(isRejection(['INTERNAL_SERVER_ERROR'], false), false);
  });

  it('is found again whatever the order in which it was filled in, and keeps no password', () => {
    const text = (params: object) => sameTextIfEqual({ ...request('s2'), params });
    assert.equal(text({ duration: 1, tag: ['a', 'b'] }), text({ tag: ['a', 'b'], duration: 1 }));
    assert.notEqual(text({ tag: ['a', 'b'] }), text({ tag: ['b', 'a'] }));
    const held = { ...sent, options: { ...sent.options, exclusive: { grant: 'detectors' } } };
    assert.deepEqual(withPassword(held, 'wonderful').options, {
      ...held.options,
      exclusive: { grant: 'detectors', password: 'wonderful' },
    });
    assert.equal(withPassword(sent, 'wonderful'), sent);
    assert.doesNotMatch(JSON.stringify(held), /wonderful/);
  });

  it('is one of a bounded number', () => {
    let all: AllUnanswered = known;
    for (let n = 0; n < 100; n += 1) all = withUnanswered(all, `${n}`, { request: sent, why: null });
    assert.deepEqual([all.size, all.has('99'), all.has('both')], [50, true, false]);
  });
});
