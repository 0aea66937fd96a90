import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { createIdentities } from '../../src/auth/identities.js';
import { createIssuer, type IssuerOptions } from '../../src/auth/issuer.js';
import { createVirtualClock } from '../virtual-clock.js';

const ISSUER = 'https://login.example.org';
const AUDIENCE = 'multismurf';

describe('a JSON Web Token', () => {
  const clock = createVirtualClock();
  const now = () => Math.floor(clock.now().getTime() / 1000);
  let keys: Awaited<ReturnType<typeof generateKeyPair>>;
  let strangers: typeof keys;
  let jwks: unknown;
  let requests = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    if (jwks === undefined) response.writeHead(500).end();
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(jwks));
  });
  let url: string;
  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
    [keys, strangers] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')]);
    jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'ES256' }] };
  });
  after(() => server.close());

  const issuer = (options: Partial<IssuerOptions> = {}) =>
    createIssuer(
      {
        ...{ issuer: ISSUER, audience: AUDIENCE, keys: url, algorithms: ['ES256'], roleClaim: 'role' },
        ...options,
      },
      clock,
    );
  const anna = (claims: JWTPayload = {}): JWTPayload => ({
    ...{ iss: ISSUER, aud: AUDIENCE, sub: 'anna', role: 'operator', exp: now() + 600 },
    ...claims,
  });
  const sign = (payload: JWTPayload, { header = {}, key = keys.privateKey as unknown } = {}) =>
    new SignJWT(payload)
      .setProtectedHeader({ alg: 'ES256', kid: 'one', ...header })
      .sign(key as typeof keys.privateKey);

  const accepted = async (token: string, options?: Partial<IssuerOptions>) => {
    const viewer = await issuer(options).verify(token);
    assert.ok('role' in viewer, JSON.stringify(viewer));
    return viewer;
  };
  const refused = async (token: string, message: RegExp, options?: Partial<IssuerOptions>) => {
    const refusal = await issuer(options).verify(token);
    assert.ok('message' in refusal, JSON.stringify(refusal));
    assert.match(refusal.message, message);
    assert.ok(!refusal.message.includes(token));
    return refusal;
  };

  it('names its user and the role, until it expires', async () => {
    const exp = now() + 600;
    assert.deepEqual(await accepted(await sign(anna({ exp }))), {
      ...{ name: 'anna', role: 'operator', operations: null, slots: null },
      expires: new Date(exp * 1000),
    });
    assert.equal((await accepted(await sign(anna({ preferred_username: 'anna b' })))).name, 'anna b');
  });

  it('may have several roles in another claim: the highest one that is known counts', async () => {
    const token = await sign(anna({ groups: ['staff', 'viewer', 'administrator', 'operator'] }));
    assert.equal((await accepted(token, { roleClaim: 'groups' })).role, 'administrator');
  });

  it('may list operations and slots, in claims with chosen names', async () => {
    const claims = { operationsClaim: 'ops', slotsClaim: 'where' };
    const rights = async (payload: JWTPayload, options: Partial<IssuerOptions> = claims) => {
      const { operations, slots } = await accepted(await sign(anna(payload)), options);
      return [operations, slots];
    };
    assert.deepEqual(await rights({ ops: ['take_iv'], where: 'tube1' }), [['take_iv'], ['tube1']]);
    assert.deepEqual(await rights({ ops: [] }), [[], null]);
    assert.deepEqual(await rights({}), [null, null]);
    assert.deepEqual(await rights({ ops: ['take_iv'] }, {}), [null, null]);
    await refused(await sign(anna({ ops: [7] })), /its claim ops is not a list of operations/, claims);
    await refused(await sign(anna({ where: { tube: 1 } })), /its claim where is not a list of slots/, claims);
  });

  it('is refused without a role or a name', async () => {
    await refused(await sign(anna({ role: 'root' })), /claim role has none of the roles viewer, operator/);
    await refused(await sign(anna({ sub: '' })), /names no user/);
  });

  it('is refused once it has expired, which a new one cures, and if it has no end', async () => {
    const { isTemporary } = await refused(await sign(anna({ exp: now() - 1 })), /has expired; get a new one/);
    assert.ok(isTemporary);
    const { exp: _exp, ...endless } = anna();
    await refused(await sign(endless), /claim exp is missing/);
  });

  it('is refused from another issuer, for another server, and before its time', async () => {
    await refused(await sign(anna({ iss: 'https://evil.example' })), /claim iss is missing, or does not/);
    await refused(await sign(anna({ aud: 'another' })), /claim aud is missing, or does not/);
    await refused(await sign(anna({ nbf: now() + 60 })), /claim nbf/);
  });

  it('is refused with a wrong signature, an unknown key, and none at all', async () => {
    const { isTemporary } = await refused(
      await sign(anna(), { key: strangers.privateKey }),
      /signature is wrong/,
    );
    assert.equal(isTemporary, false);
    await refused(await sign(anna(), { header: { kid: 'two' } }), /signed with an unknown key/);
    const [, payload] = (await sign(anna())).split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    await refused(`${none}.${payload}.`, /algorithm is not allowed/);
  });

  it('is refused if its secret is our public key (algorithm confusion)', async () => {
    const secret = new TextEncoder().encode(await exportSPKI(keys.publicKey));
    const forged = await sign(anna(), { header: { alg: 'HS256' }, key: secret });
    await refused(forged, /algorithm is not allowed/);
  });

  it('with an unknown key causes at most one more request in half a minute', async () => {
    const one = issuer();
    const forged = await sign(anna(), { header: { kid: 'two' } });
    await one.verify(await sign(anna()));
    const before = requests;
    for (let count = 0; count < 20; count += 1) await one.verify(forged);
    assert.ok(requests - before <= 1, `${requests - before} requests`);
  });

  it('cannot be checked while the keys cannot be read: that is said, and another try may succeed', async () => {
    const token = await sign(anna());
    const known = jwks;
    for (const broken of [undefined, 'no keys']) {
      jwks = broken;
      const { isTemporary } = await refused(token, /cannot be checked: the keys at .* cannot be read/);
      assert.ok(isTemporary);
    }
    jwks = known;
    await refused(token, /cannot be read/, { keys: 'http://127.0.0.1:1/jwks.json' });
    await accepted(token);
  });

  it('is told from other tokens by its form', async () => {
    const { find, isRequired } = createIdentities({ issuer: issuer() });
    assert.ok(isRequired);
    assert.equal(((await find(await sign(anna()))) as { name: string }).name, 'anna');
    const before = requests;
    assert.match(((await find('msmurf_abc')) as { message: string }).message, /requires a token/);
    assert.match(((await find('not.a.jwt')) as { message: string }).message, /not a JWT/);
    assert.equal(requests, before);
  });
});
