import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import { AC_VERSION, parseControls } from '../../src/ocs/access/controls.js';
import { rejectionMessage } from '../../src/ocs/access/cred-level.js';
import { fnmatch } from '../../src/ocs/access/fnmatch.js';
import { createHashedPassword } from '../../src/ocs/access/hashed-password.js';
import { AccessPolicyError, parseAccessPolicy } from '../../src/ocs/access/policy.js';
import { type AccessRule, credentialsOf } from '../../src/ocs/access/rules.js';
import { covers, matchesPattern, type Scope, specificityOf } from '../../src/ocs/access/scope.js';
import { ProtocolError } from '../../src/ocs/protocol.js';
import * as ocs from './access-vectors.js';

const bits = (values: readonly boolean[]) => values.map(Number).join('');
const agents = ocs.AGENTS.map(([instanceId, agentClass]) => ({ instanceId, agentClass }));

function rulesOf(rules: readonly unknown[]): readonly AccessRule[] {
  return parseControls({ ac_version: AC_VERSION, reset: true, step: 1, rules })?.rules ?? [];
}

describe('A pattern', () => {
  test('in shell syntax matches what it matches in Python', () => {
    for (const [pattern, wanted] of ocs.FNMATCH) {
      assert.equal(bits(ocs.FNMATCH_NAMES.map((name) => fnmatch(name, pattern))), wanted, pattern);
    }
  });

  test('of OCS matches what it matches in OCS', () => {
    for (const [pattern, wanted] of ocs.PATTERNS) {
      assert.equal(bits(ocs.PATTERN_TARGETS.map((name) => matchesPattern(name, pattern))), wanted, pattern);
    }
  });

  test('does not match a name that looks like a pattern', () => {
    assert.equal(matchesPattern('a,b', '*'), false);
    assert.equal(matchesPattern('!a', '*'), false);
  });

  test('with many stars is compared with a long name quickly', () => {
    assert.equal(fnmatch('a'.repeat(5000), `${'*a'.repeat(30)}*b`), false);
  });
});

describe('A scope', () => {
  for (const [wire, wanted, specificity] of ocs.SCOPES) {
    test(`${JSON.stringify(wire)} covers ${wanted} and weighs ${specificity}`, () => {
      const spec: { default?: boolean; agent_class?: string; instance_id?: string } = wire;
      const scope: Scope = {
        default: spec.default ?? false,
        agentClass: spec.agent_class ?? null,
        instanceId: spec.instance_id ?? null,
      };
      assert.equal(bits(agents.map((agent) => covers(scope, agent))), wanted);
      assert.equal(specificityOf(scope), specificity);
    });
  }

  test('of a class does not cover an agent without one', () => {
    const scope = { default: false, agentClass: '*', instanceId: null };
    assert.equal(covers(scope, { instanceId: 'a', agentClass: null }), false);
  });
});

describe('A hashed password', () => {
  for (const [hash, value, wanted] of ocs.HASHES) {
    test(`${hash} ${value.slice(0, 20)} matches ${wanted}`, () => {
      const hashed = createHashedPassword(hash, value);
      assert.equal(bits(ocs.HASH_PASSWORDS.map((password) => hashed.matches(password))), wanted);
    });
  }

  test('with an unknown hash function matches nothing', () => {
    for (const hash of ['sha512', 'constructor', '']) {
      assert.equal(createHashedPassword(hash, 'a').matches('a'), false, hash);
    }
  });

  test('cannot be read', () => {
    assert.doesNotMatch(JSON.stringify([createHashedPassword('none', 'hunter2')]), /hunter2/);
  });
});

describe('Rules', () => {
  for (const [names, password, wanted, lockouts] of ocs.CREDENTIALS) {
    test(`of ${names.join(' and ') || 'nobody'} give "${password}" the levels ${wanted}`, () => {
      const rules = names.flatMap((name) => rulesOf(ocs.RULES[name]));
      const found = agents.map((agent) => credentialsOf(rules, agent, password));
      assert.equal(found.map(({ level }) => level).join(''), wanted);
      assert.deepEqual(
        found.map(({ detail }) => detail.replace('Privileges diminished; lockouts active: ', '')),
        lockouts ?? ['', '', '', ''],
      );
    });
  }

  test('without a password or a level grant nothing', () => {
    const rules = rulesOf([
      { hashed_pass: null, cred_level: 3 },
      { hashed_pass: { hash: 'none' }, cred_level: null },
    ]);
    assert.deepEqual(credentialsOf(rules, { instanceId: 'a', agentClass: 'A' }, ''), {
      level: 0,
      detail: '',
    });
  });
});

test('Refusals are worded as in OCS', () => {
  for (const [level, required, detail, text] of ocs.REJECTIONS) {
    assert.equal(rejectionMessage(level, required, detail), text);
  }
});

describe('A message of the access director', () => {
  const message = { ac_version: AC_VERSION, step: 3, rules: [] };

  test('is for all agents, for one, or for none', () => {
    assert.equal(parseControls({ ...message, reset: true, target: 's2' })?.target, 'all');
    assert.deepEqual(parseControls({ ...message, target: 's2' })?.target, { instanceId: 's2' });
    assert.equal(parseControls(message), null);
  });

  for (const [what, malformed] of [
    ['of another version', { ...message, ac_version: 2 }],
    ['without a step', { ...message, step: undefined }],
    ['with a level that there is not', { ...message, rules: [{ hashed_pass: null, cred_level: 7 }] }],
    [
      'with a hash in place of its container',
      { ...message, rules: [{ hashed_pass: 'hunter2', cred_level: 1 }] },
    ],
    ['that is a text', 'hunter2'],
  ] as const) {
    test(`${what} is refused, and its content is not shown`, () => {
      assert.throws(
        () => parseControls(malformed),
        (error) => error instanceof ProtocolError && !/hunter2/.test(error.message),
      );
    });
  }
});

describe('An access policy', () => {
  const agent = { instanceId: 'i', agentClass: 'c' };
  for (const [text, kind, director, levels] of ocs.POLICIES) {
    test(`"${text}" is understood as OCS understands it`, () => {
      const policy = parseAccessPolicy(text);
      assert.equal(policy.kind, kind);
      if (policy.kind === 'director') assert.equal(policy.instanceId, director);
      if (policy.kind !== 'override') return;
      const found = ocs.POLICY_PASSWORDS.map(
        (password) => credentialsOf(policy.rules, agent, password).level,
      );
      assert.equal(found.join(''), levels);
    });
  }

  test('that is missing is the policy none', () => {
    assert.equal(parseAccessPolicy(undefined).kind, 'none');
  });

  for (const text of [
    'hunter2',
    'overide:hunter2,x',
    'override:hunter2',
    'director:hunter2 x',
    'none:hunter2',
  ]) {
    test(`"${text}" is refused without repeating it`, () => {
      assert.throws(
        () => parseAccessPolicy(text),
        (error) =>
          error instanceof AccessPolicyError &&
          /expected/.test(error.message) &&
          !/hunter2/.test(error.message),
      );
    });
  }

  test('shows no password, however it is printed', () => {
    const policy = parseAccessPolicy('override:hunter2,hunter3');
    assert.doesNotMatch(JSON.stringify(policy) + inspect(policy, { depth: 9, showHidden: true }), /hunter/);
  });
});
