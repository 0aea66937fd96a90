import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hasAll, slotsMeant, wordsOf } from '../../monitor/keys/find.js';
import { match, nameOfKey } from '../../monitor/keys/sequence.js';

const NONE = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
const nameOf = (key: string, held: Partial<typeof NONE> = {}) => nameOfKey({ ...NONE, key, ...held });

describe('the name of a key', () => {
  it('has its modifiers, and no Shift that is already in the character', () => {
    assert.equal(nameOf('r'), 'r');
    assert.equal(nameOf(' '), 'Space');
    assert.equal(nameOf('?', { shiftKey: true }), '?');
    assert.equal(nameOf('Escape', { shiftKey: true }), 'Shift+Escape');
    assert.equal(nameOf('A', { shiftKey: true }), 'Shift+a');
    assert.equal(nameOf('Shift', { shiftKey: true }), null);
  });

  it('is the same with Caps Lock, on a Mac, and for a character that needs AltGr', () => {
    assert.equal(nameOf('R'), 'r');
    assert.equal(nameOf('k', { metaKey: true }), nameOf('k', { ctrlKey: true }));
    assert.equal(nameOf('/', { ctrlKey: true, altKey: true }), '/');
  });
});

describe('the keys of commands', () => {
  const commands = [
    { title: 'runs', keys: 'g r' },
    { title: 'run', keys: 'R' },
    { title: 'palette', keys: 'Ctrl+k' },
    { title: 'only in the palette' },
  ];
  const press = (before: string, key: string) => {
    const { command, pending } = match(commands, before, key);
    return command?.title ?? pending;
  };

  it('are pressed one after the other, or together', () => {
    assert.equal(press('', 'g'), 'g');
    assert.equal(press('g', 'r'), 'runs');
    assert.equal(press('', 'r'), 'run');
    assert.equal(press('', 'Ctrl+k'), 'palette');
  });

  it('begin anew where a sequence does not go on', () => {
    assert.equal(press('g', 'g'), 'g');
    assert.equal(press('g', 'Ctrl+k'), 'palette');
    assert.equal(press('g', 'x'), '');
  });

  it('mean what was offered last', () => {
    const { command } = match([...commands, { title: 'repeat', keys: 'r' }], '', 'r');
    assert.equal(command?.title, 'repeat');
  });
});

describe('the words that a person types into the palette', () => {
  const SLOTS = ['slot ufm_mv5', 'slot ufm_mv12', 'slot ufm_mv17'];
  const meant = (query: string) => slotsMeant('take_noise', wordsOf(query), SLOTS);

  it('can be in any order and case', () => {
    assert.equal(hasAll('take_noise 04:10:02', wordsOf(' 04:10  NOISE')), true);
    assert.equal(hasAll('take_noise 04:10:02', wordsOf('noise iv')), false);
  });

  it('can name an operation and slots', () => {
    assert.deepEqual(meant('noise'), []);
    assert.deepEqual(meant('noise mv1'), [1, 2]);
    assert.deepEqual(meant('mv5 noise mv17'), [0, 2]);
  });

  it('do not mean an operation that they do not name, nor slots that do not exist', () => {
    assert.equal(meant('mv12'), null);
    assert.equal(meant('noise mv99'), null);
  });
});
