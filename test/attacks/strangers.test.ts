import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { asking, codeOf, initialise, openAnswer, openSocket, send } from '../http/ask.js';
import { within } from '../until.js';
import { WATCH } from './attackers/open-socket.js';
import { START, startFortress, startStreams } from './fortress.js';

const ISSUER = 'https://login.example.org';
const STREAM = 'mutation { runOperation(operation: "stream") { id } }';

test('who does not belong commands nothing', async (t) => {
  const [keys, strangers] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')]);
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'ES256' }] });
  const login = createServer((_request, response) => response.end(jwks)).listen(0, '127.0.0.1');
  await once(login, 'listening');
  t.after(() => login.close());
  const jwksUrl = `http://127.0.0.1:${(login.address() as AddressInfo).port}/jwks.json`;
  const fortress = await startFortress(t, {
    args: ['--jwt-issuer', ISSUER, '--jwt-audience', 'multismurf', '--jwt-keys', jwksUrl],
  });
  const { url, tokens, tokensFile, sessions, as } = fortress;
  await startStreams(fortress);
  const before = await sessions();
  const { totalCount } = (await as<{ runs: { totalCount: number } }>('viewer', '{ runs { totalCount } }'))
    .runs;
  const unchanged = async () => {
    assert.deepEqual(await sessions(), before);
    const { runs } = await as<{ runs: { totalCount: number } }>('viewer', '{ runs { totalCount } }');
    assert.equal(runs.totalCount, totalCount);
  };

  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: ISSUER, aud: 'multismurf', sub: 'eve', role: 'administrator', exp: now + 600 };
  const sign = (payload: JWTPayload, key: unknown = keys.privateKey, header: object = {}) =>
    new SignJWT(payload)
      .setProtectedHeader({ alg: 'ES256', kid: 'one', ...header })
      .sign(key as typeof keys.privateKey);
  const good = await sign(claims);
  const [header = '', payload = '', signature = ''] = good.split('.');
  const json = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const publicKey = new TextEncoder().encode(await exportSPKI(keys.publicKey));
  const forged: Readonly<Record<string, string>> = {
    'no token': '',
    'a made-up token': `msmurf_${'A'.repeat(43)}`,
    'the hash of a token': /sha256: (\S+)/.exec(readFileSync(tokensFile, 'utf8'))?.[1] ?? '',
    'an expired JWT': await sign({ ...claims, exp: now - 10 }),
    'a JWT without an end': await sign({ iss: ISSUER, aud: 'multismurf', sub: 'eve', role: 'administrator' }),
    'a JWT with another key': await sign(claims, strangers.privateKey),
    'a JWT with an unknown key': await sign(claims, strangers.privateKey, { kid: 'two' }),
    'a JWT for another server': await sign({ ...claims, aud: 'another' }),
    'a JWT of another issuer': await sign({ ...claims, iss: 'https://evil.example' }),
    'a JWT without a signature': `${json({ alg: 'none' })}.${payload}.`,
    'a JWT with the signature taken away': `${header}.${payload}.`,
    'a JWT with a changed role': `${header}.${json({ ...claims, name: 'x' })}.${signature}`,
    'a JWT signed with our public key': await sign(claims, publicKey, { alg: 'HS256' }),
  };

  await t.test('with a forged or expired token, over HTTP, an event stream or a WebSocket', async (t) => {
    assert.equal(
      JSON.parse((await send(url, asking('{ viewer { name } }', { authorization: `Bearer ${good}` }))).body)
        .data.viewer.name,
      'eve',
    );
    for (const [name, token] of Object.entries(forged)) {
      const headers = { authorization: `Bearer ${token}` };
      for (const [address, question] of [
        [url, asking(START, headers)],
        [url, asking(WATCH, { ...headers, accept: 'text/event-stream' })],
        [new URL('/export/runs.csv', url).href, { headers }],
      ] as const) {
        const answer = await send(address, question);
        assert.deepEqual([answer.status, codeOf(answer)], [401, 'UNAUTHENTICATED'], name);
      }
      const socket = await openSocket(t, url);
      socket.say({ type: 'connection_init', payload: headers });
      const { code, rest } = await within(socket.closed, 'it is closed');
      // A new token can be had for one that has expired: clients come back by themselves.
      assert.equal(code, name === 'an expired JWT' ? 4403 : 4401, name);
      assert.deepEqual(rest, []);
      const hasty = await openSocket(t, url);
      hasty.say({ type: 'connection_init', payload: headers });
      hasty.say({ id: '1', type: 'subscribe', payload: { query: START } });
      assert.deepEqual((await within(hasty.closed, 'it is closed')).rest, []);
    }
    await unchanged();
  });

  await t.test('with the token in the URL, in a cookie, or in the name of the protocol', async (t) => {
    const inUrl = await send(
      `${url}?token=${tokens.operator}&access_token=${tokens.operator}`,
      asking(START),
    );
    assert.equal(inUrl.status, 401);
    assert.equal((await send(url, asking(START, { cookie: `token=${tokens.operator}` }))).status, 401);
    assert.equal((await send(url, asking(START, { authorization: `Basic ${tokens.operator}` }))).status, 401);
    const socket = await openSocket(t, `${url}?token=${tokens.operator}`);
    socket.say({ type: 'connection_init', payload: { token: tokens.operator } });
    assert.equal((await within(socket.closed, 'it is closed')).code, 4401);
    await unchanged();
  });

  await t.test('as a viewer, or beyond its operations', async (t) => {
    const documents = [
      START,
      'mutation { stopAll { runs { id } } }',
      'mutation { stopOperation(operation: "stream") { id } }',
      'mutation { abortOperation(operation: "take_noise") { id } }',
      'mutation { acknowledge(streamIds: ["all"]) { id } }',
      'mutation { setOutOfService(streamIds: ["all"], reason: "x") { id } }',
    ];
    for (const [user, mutations] of [
      ['viewer', documents],
      ['limited', [START, documents.at(-1) ?? '']],
      ['operator', [documents.at(-1) ?? '']],
    ] as const) {
      const authorization = `Bearer ${tokens[user]}`;
      const socket = await openSocket(t, url);
      await initialise(socket, { authorization });
      for (const query of mutations) {
        const answer = await send(url, asking(query, { authorization }));
        assert.equal(codeOf(answer), 'FORBIDDEN', `${user}: ${query}`);
        socket.say({ id: query, type: 'subscribe', payload: { query } });
        assert.match(JSON.stringify(await socket.next()), /"code":"FORBIDDEN"/, `${user}: ${query}`);
        await socket.next();
      }
    }
    const answer = await send(url, asking(STREAM, { authorization: `Bearer ${tokens.viewer}` }));
    assert.equal(codeOf(answer), 'FORBIDDEN');
    await unchanged();
  });

  await t.test('after its token is withdrawn: its open WebSocket and event stream end', async (t) => {
    const authorization = `Bearer ${tokens.operator}`;
    const socket = await openSocket(t, url);
    await initialise(socket, { authorization });
    socket.say({ id: '1', type: 'subscribe', payload: { query: WATCH } });
    await socket.next();
    const stream = await openAnswer(url, asking(WATCH, { authorization, accept: 'text/event-stream' }));
    assert.equal(stream.statusCode, 200);
    stream.resume().on('error', () => {});
    const ended = new Promise((resolve) => stream.once('close', resolve));
    const entries = readFileSync(tokensFile, 'utf8').split(/^(?=- )/m);
    writeFileSync(tokensFile, entries.filter((entry) => !entry.includes('name: operator')).join(''));
    assert.equal((await within(socket.closed, 'the WebSocket ends')).code, 4401);
    await within(ended, 'the event stream ends');
    const answer = await send(url, asking(START, { authorization }));
    assert.deepEqual([answer.status, codeOf(answer)], [401, 'UNAUTHENTICATED']);
    await unchanged();
  });
});
