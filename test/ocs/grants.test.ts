import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { leftOf } from '../../src/ocs/access/cred-level.js';
import { lockedLevels, parseHeldGrants } from '../../src/ocs/access/grants.js';
import type { EncodedSession } from '../../src/ocs/protocol.js';

const HASH = '03ba0072e0d32376';

/** As `manager` of the AccessDirector of ocs 0.12.1 reports it; the values are those of its docstring. */
const GRANT = {
  name: 'fake-subsystem',
  expire_at: 1771356419.8087718,
  grantee: 'test-grant.py',
  rules: [
    {
      hashed_pass: { hash: 'md5', value: HASH },
      cred_level: 2,
      scope_spec: { default: false, agent_class: 'FakeDataAgent', instance_id: null },
      lockout_id: 'fake-subsystem',
      lockout_owner: 'test-grant.py',
      lockout_levels: [2, 3],
    },
    {
      hashed_pass: { hash: 'md5', value: HASH },
      cred_level: 1,
      scope_spec: { default: true, agent_class: null, instance_id: null },
      lockout_id: 'fake-subsystem',
      lockout_owner: 'test-grant.py',
      lockout_levels: [3],
    },
  ],
};

const sessionWith = (data: unknown, status = 'running') =>
  ({ session_id: 0, op_name: 'manager', status, data }) as unknown as EncodedSession;
const parse = (...grants: unknown[]) => parseHeldGrants(sessionWith({ grants }));
const agent = (instanceId: string, agentClass: string) => ({ instanceId, agentClass });

describe("the session of the access director's manager", () => {
  it('gives the name, the grantee, the end and the locks of a grant, and no hash', () => {
    const [grant, ...others] = parse(GRANT);
    assert.deepEqual(others, []);
    assert.equal(grant?.name, 'fake-subsystem');
    assert.equal(grant.grantee, 'test-grant.py');
    assert.equal(grant.expiresAt.toISOString(), '2026-02-17T19:26:59.808Z');
    assert.deepEqual([...lockedLevels(grant, agent('fake-1', 'FakeDataAgent'))], [2, 3]);
    assert.deepEqual([...lockedLevels(grant, agent('other', 'OtherAgent'))], [3]);
    assert.ok(!JSON.stringify(grant).includes(HASH));
  });

  it('may have members that we do not know', () => {
    const [rule] = GRANT.rules;
    const [grant] = parse({ ...GRANT, purpose: 'a later ocs', rules: [{ ...rule, colour: 'red' }] });
    assert.equal(grant?.name, 'fake-subsystem');
  });

  it('has no grants if the list is empty, or the rules lock nothing', () => {
    assert.deepEqual(parse(), []);
    const [grant] = parse({
      ...GRANT,
      rules: GRANT.rules.map((rule) => ({ ...rule, lockout_levels: null })),
    });
    assert.ok(grant);
    assert.equal(lockedLevels(grant, agent('fake-1', 'FakeDataAgent')).size, 0);
  });

  it('may have any grantee, and any end: both come from the client', () => {
    assert.equal(parse({ ...GRANT, grantee: null })[0]?.grantee, null);
    assert.equal(parse({ ...GRANT, grantee: { a: 1 } })[0]?.grantee, null);
    assert.ok((parse({ ...GRANT, grantee: 'x'.repeat(100_000) })[0]?.grantee?.length ?? 0) < 210);
    for (const expire_at of [1e300, Number.POSITIVE_INFINITY])
      assert.equal(parse({ ...GRANT, expire_at })[0]?.expiresAt.getUTCFullYear(), 9999);
  });

  it('is rejected without a value of it, if it is malformed, too long or of a process that has ended', () => {
    const rejects = (session: EncodedSession | null, words: RegExp) =>
      assert.throws(
        () => parseHeldGrants(session),
        ({ name, message }: Error) =>
          name === 'ProtocolError' && words.test(message) && !message.includes(HASH),
      );
    rejects(null, /expected a session of the process manager/);
    rejects(sessionWith({}), /data\.grants/);
    rejects(sessionWith({ grants: [{ ...GRANT, rules: HASH }] }), /rules/);
    rejects(sessionWith({ grants: [{ ...GRANT, expire_at: Number.NaN }] }), /expected a UNIX time/);
    rejects(sessionWith({ grants: Array(201).fill(GRANT) }), /200/);
    rejects(sessionWith({ grants: [{ ...GRANT, rules: Array(201).fill(GRANT.rules[0]) }] }), /200/);
    rejects(sessionWith({ grants: [{ ...GRANT, name: 'x'.repeat(201) }] }), /200/);
    rejects(sessionWith({ grants: [] }, 'done'), /expected a running process/);
  });
});

describe('a locked level', () => {
  it('leaves the next lower level that is not locked', () => {
    assert.equal(leftOf(3, new Set([2, 3] as const)), 1);
    assert.equal(leftOf(3, new Set([2] as const)), 3);
    assert.equal(leftOf(2, new Set([1, 2] as const)), 0);
  });
});
