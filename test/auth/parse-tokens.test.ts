import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseTokens } from '../../src/auth/parse-tokens.js';
import { hashOf, newToken } from '../../src/auth/token.js';
import { tokenEntry } from '../../src/auth/token-entry.js';
import type { Viewer } from '../../src/auth/viewer.js';

const HASH = hashOf('a token');
const mistakesIn = (text: string) => {
  const parsed = parseTokens(text);
  return parsed.ok ? [] : parsed.mistakes;
};

describe('the file of tokens', () => {
  it('has what `multismurf token` writes', () => {
    const anna: Viewer & { name: string } = {
      ...{ name: 'anna', role: 'operator' },
      ...{ operations: ['take_iv', 'yes'], slots: ['tube1', '12'] },
    };
    const wall: typeof anna = { name: 'wall: 1', role: 'viewer', operations: null, slots: null };
    const expires = new Date('2027-01-31T12:00:00Z');
    const text = tokenEntry('first', anna, expires) + tokenEntry('second', wall, null);
    assert.deepEqual(parseTokens(text), {
      ok: true,
      tokens: [
        { hash: hashOf('first'), viewer: anna, expires },
        { hash: hashOf('second'), viewer: wall, expires: null },
      ],
    });
    assert.doesNotMatch(text, /first|second/);
  });

  it('can be empty, and have comments and plain dates', () => {
    assert.deepEqual(parseTokens('# nobody yet\n'), { ok: true, tokens: [] });
    const parsed = parseTokens(`- {name: a, role: viewer, sha256: ${HASH}, expires: 2027-01-31}`);
    assert.deepEqual(parsed.ok && parsed.tokens[0]?.expires, new Date('2027-01-31T00:00:00Z'));
  });

  for (const [wrong, text, mistake] of [
    ['no list', 'anna: operator', /^expected a list of tokens$/],
    ['no YAML', '- {name: [', /^line 1: invalid YAML/],
    [
      'another role',
      `- {name: anna, role: root, sha256: ${HASH}}`,
      /^anna: role: expected one of viewer, operator, administrator$/,
    ],
    ['no role', `- {name: anna, sha256: ${HASH}}`, /^anna: role: /],
    [
      'a member that it does not know',
      `- {name: anna, role: viewer, sha256: ${HASH}, roles: [operator]}`,
      /^anna: unknown key roles; the keys are name, role, sha256, operations, slots, expires$/,
    ],
    [
      'an empty list of slots',
      `- {name: anna, role: viewer, sha256: ${HASH}, slots: []}`,
      /^anna: slots: expected a list of slots/,
    ],
    ['no name', `- {role: viewer, sha256: ${HASH}}`, /^token 1: name: /],
    ['no entry', '- 5', /^token 1: expected a name, a role and a hash$/],
    [
      'a wrong date',
      `- {name: anna, role: viewer, sha256: ${HASH}, expires: soon}`,
      /^anna: expires: expected a date/,
    ],
    [
      'a name twice',
      `- {name: a, role: viewer, sha256: ${HASH}}\n- {name: a, role: viewer, sha256: ${hashOf('b')}}`,
      /^the name a occurs more than once$/,
    ],
    [
      'a hash twice',
      `- {name: a, role: viewer, sha256: ${HASH}}\n- {name: b, role: viewer, sha256: ${HASH}}`,
      /^the hash .* occurs more than once$/,
    ],
  ] as const) {
    it(`that has ${wrong} lets nobody in, and says why`, () => {
      const [first = '', ...others] = mistakesIn(text);
      assert.match(first, mistake);
      assert.deepEqual(others, []);
    });
  }

  it('does not repeat a token that somebody wrote in place of its hash', () => {
    const token = newToken();
    assert.match(
      mistakesIn(`- {name: anna, role: viewer, sha256: ${token}}`)[0] ?? '',
      /^anna: sha256: expected/,
    );
    assert.ok(!mistakesIn(`- {name: anna, role: viewer, sha256: ${token}}`).join().includes(token));
  });
});

it('each token is another one, and cannot be guessed', () => {
  const tokens = Array.from({ length: 100 }, newToken);
  assert.equal(new Set(tokens).size, 100);
  for (const token of tokens) assert.match(token, /^msmurf_[\w-]{43}$/);
});
