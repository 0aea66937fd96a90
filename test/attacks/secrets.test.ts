import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { silentLogger } from '../../src/lib/logger.js';
import { createSecret } from '../../src/lib/secret.js';
import { createOcsClient } from '../../src/ocs/client.js';
import { createWampConnection } from '../../src/wamp/connection.js';
import { asking, initialise, openSocket, type Question, send } from '../http/ask.js';
import { runProgram, startProgram } from '../programs/program.js';
import { until, within } from '../until.js';
import { MANAGER, START, startFortress } from './fortress.js';

/** All secrets of this test: a new kind of secret needs a line here, and a use below. */
const SECRETS = {
  'the token of all': 'common-Token-7f3a/+9Qz==',
  'password 2 of the slots': 'slots-two-K3%r+/x=',
  'password 3 of the slots': 'slots-three-M8&v?#z',
  'password 2 of the server': 'server-two-P1@q;w',
  'password 3 of the server': 'server-three-T6!n~y',
  'a password of a grant': 'grant-B5$h^j"k',
  'a wrong password': 'wrong-C9(d)f[g',
  'a wrong token': 'guessed-Token-D2m4',
  'a ticket for the router': 'ticket-E7b8c9',
  'a password of a database': 'database-F4g6h8',
};

/** The forms in which a secret may be written: as it is, in JSON, in a URL, in hexadecimal digits, and in base64. */
function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  // Base64 depends on where in its text the secret begins; the first and last digits also on what is around it.
  const inBase64 = [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replaceAll('=', '')
      .slice(before && before + 1, -2),
  );
  const inUrl64 = inBase64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'));
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    json,
    JSON.stringify(json).slice(1, -1),
    encodeURIComponent(secret),
    bytes.toString('hex'),
    ...inBase64,
    ...inUrl64,
  ];
}

const exclusive = (password: string) =>
  `mutation { runOperation(operation: "take_noise", options: { exclusive: { grant: "day", password: ${password} } }) { id } }`;

test('no secret is found in what the server logs, stores, answers or publishes', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'multismurf-secrets-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const passwords = join(folder, 'passwords.yaml');
  const of = (name: keyof typeof SECRETS) => SECRETS[name];
  const entry = {
    default: true,
    password_2: of('password 2 of the slots'),
    password_3: of('password 3 of the slots'),
  };
  writeFileSync(passwords, JSON.stringify([entry]));
  const { url, tokens, server, dataDir, tokensFile, routerUrl } = await startFortress(t, {
    accessPolicy: `override:${of('password 2 of the slots')},${of('password 3 of the slots')}`,
    args: [
      ...['--log-level', 'trace'],
      ...['--access-policy', `override:${of('password 2 of the server')},${of('password 3 of the server')}`],
    ],
    env: { OCS_PASSWORDS_FILE: passwords, MULTISMURF_AUTH_TOKEN: of('the token of all') },
  });

  const seen: { readonly where: string; readonly text: string }[] = [];
  const see = (where: string, text: unknown) =>
    seen.push({ where, text: typeof text === 'string' ? text : JSON.stringify(text) });
  const ask = async (address: string, question: Question) => {
    const { headers, body } = await send(address, question);
    see(
      `an answer of ${question.method ?? 'GET'} ${new URL(address).pathname}`,
      `${JSON.stringify(headers)}\n${body}`,
    );
    return body;
  };
  const good = { authorization: `Bearer ${of('the token of all')}` };

  const shown = [...Object.values(tokens), of('the token of all'), of('a wrong token')];
  for (const token of shown) {
    for (const headers of [
      { authorization: `Bearer ${token}` },
      { authorization: token },
      { authorization: `Basic ${Buffer.from(`anna:${token}`).toString('base64')}` },
      { cookie: `token=${token}; session=${token}` },
      { 'x-token': token, 'x-request-id': token, origin: `http://${token.slice(0, 12)}.example` },
    ]) {
      await ask(url, asking(START.replace('take_noise', 'check_state'), headers));
      await ask(
        url,
        asking('{ viewer { name } __schema { types { description fields { description } } } }', headers),
      );
    }
    const { origin } = new URL(url);
    const signIn = {
      ...{ method: 'POST', headers: { origin, 'content-type': 'application/json' } },
      body: JSON.stringify({ token }),
    };
    // A cookie is for the one who signs in: it is the only place for the token.
    const { headers: signedIn, body } = await send(new URL('/sign-in', url).href, signIn);
    const { 'set-cookie': cookies = [], ...others } = signedIn;
    see('an answer of the sign-in', `${JSON.stringify(others)}\n${body}`);
    for (const from of [origin, 'http://evil.example']) {
      const cookie = cookies.join().split(';', 1)[0] ?? '';
      await ask(
        url,
        asking('{ viewer { name } auditLog { nodes { action summary } } }', { origin: from, cookie }),
      );
    }
    const said = { 'ocs-password': of('a wrong password'), 'multismurf-user': 'anna' };
    await ask(url, asking(START.replace('take_noise', 'check_state'), { ...good, ...said }));
    const inUrl = `?token=${encodeURIComponent(token)}`;
    for (const path of [
      '/graphql',
      '/',
      '/health/ready',
      '/health/live',
      '/metrics',
      '/export/runs.csv',
      '/nowhere',
    ]) {
      await ask(new URL(`${path}${inUrl}`, url).href, { headers: { accept: 'text/html' } });
      await ask(new URL(`${path}${inUrl}`, url).href, { headers: good });
    }
    const socket = await openSocket(t, `${url}${inUrl}`);
    socket.say({ type: 'connection_init', payload: { authorization: `Bearer ${token}`, token } });
    const opened = await Promise.race([socket.next(), socket.closed]);
    see('a WebSocket', opened);
    socket.say({ id: '1', type: 'subscribe', payload: { query: '{ nothing }' } });
    socket.say({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
    see('the end of a WebSocket', await within(socket.closed, 'the WebSocket is closed'));
  }

  const grant = JSON.stringify(of('a password of a grant'));
  const literals = [
    grant,
    `[${grant}]`,
    `{ a: ${grant} }`,
    `1 ${grant}`,
    `1, grant: [${grant}]`,
    `1 }, note: [${grant}], labels: {`,
  ];
  const clumsy = await openSocket(t, url);
  await initialise(clumsy, good);
  for (const [id, query] of literals.map(exclusive).entries()) {
    await ask(url, asking(query, good));
    clumsy.say({ id: String(id), type: 'subscribe', payload: { query } });
    for (let type: unknown = 'next'; type === 'next'; ) {
      const message = await clumsy.next();
      see('an answer over a WebSocket', message);
      type = message['type'];
    }
  }
  for (const password of [
    of('a password of a grant'),
    [of('a password of a grant')],
    { a: of('a password of a grant') },
  ]) {
    const document =
      'mutation ($options: RunOptions) { runOperation(operation: "take_noise", options: $options) { id } }';
    const variables = { options: { exclusive: { grant: 'day', password } } };
    await ask(url, { ...asking('', good), body: JSON.stringify({ query: document, variables }) });
    const odd = { options: { exclusive: { grant: 'day', passwort: password } } };
    await ask(url, { ...asking('', good), body: JSON.stringify({ query: document, variables: odd }) });
  }

  // The server uses the passwords of the slots itself; OCS clients use those of the server.
  const ran = await ask(
    url,
    asking(
      'mutation { runOperation(operation: "take_noise", waitSeconds: 20) { status result slots { reason } } }',
      good,
    ),
  );
  assert.match(ran, /"status":"SUCCEEDED"/);
  const connection = createWampConnection({ url: routerUrl, realm: 'test_realm' });
  t.after(() => connection.close());
  await connection.connected();
  const client = createOcsClient(connection, silentLogger);
  for (const password of [
    'password 2 of the server',
    'password 3 of the server',
    'a wrong password',
  ] as const) {
    const options = { password: createSecret(of(password)) };
    for (const operation of ['take_noise', 'stop_all', 'nothing']) {
      see('an answer of the agent', await client.start(MANAGER, operation, {}, options).catch(String));
      see('an answer of the agent', await client.stop(MANAGER, operation, options).catch(String));
      see('an answer of the agent', await client.abort(MANAGER, operation, options).catch(String));
    }
  }
  see('the agent', await client.getApi(MANAGER));
  await until(
    async () => (await client.status(MANAGER, 'take_noise')).session?.status !== 'running',
    'its end',
  );
  await ask(
    url,
    asking('{ runs(first: 20) { nodes { id params result requestedBy note slots { reason } } } }', good),
  );

  for (const args of [
    [
      'serve',
      '--access-policy',
      `override:${of('a wrong password')}`,
      '--site',
      'none',
      '--site-hub',
      routerUrl,
    ],
    [
      'serve',
      '--auth-token-file',
      tokensFile,
      '--wamp-authid',
      'x',
      '--site',
      'none',
      '--site-hub',
      routerUrl,
    ],
  ]) {
    const { stdout, stderr } = await runProgram(t, ...args);
    see(`the output of multismurf ${args[0]}`, stdout + stderr);
  }
  const site = ['serve', '--site', 'none', '--site-hub', routerUrl, '--port', '0', '--log-level', 'trace'];
  const database = `postgres://multismurf:${of('a password of a database')}@127.0.0.1:1/multismurf`;
  const ticket = {
    MULTISMURF_WAMP_TICKET: of('a ticket for the router'),
    MULTISMURF_DATA_DIR: join(folder, 'other'),
  };
  for (const other of [
    startProgram(t, site, { env: { DATABASE_URL: database } }),
    startProgram(t, site, { env: { DATABASE_URL: `${database}?sslmode=nonsense` } }),
    startProgram(t, [...site, '--wamp-authid', 'multismurf'], { env: ticket }),
  ]) {
    await until(() => /"level":[345]0|rror/.test(other.stderr), 'it reports what does not work');
    try {
      process.kill(other.pid, 'SIGTERM');
    } catch {
      // It may have ended by itself, since it cannot work.
    }
    const { stdout, stderr } = await within(other.ended, 'its end');
    see('the output of another server', stdout + stderr);
  }
  server.kill('SIGTERM');
  const { stdout, stderr } = await within(server.ended, 'its end');
  see('standard output', stdout);
  see('the log', stderr);
  for (const name of readdirSync(dataDir, { recursive: true, encoding: 'utf8' })) {
    see(`the file ${name}`, readFileSync(join(dataDir, name), 'latin1'));
  }
  see('the file of tokens', readFileSync(tokensFile, 'utf8'));
  t.diagnostic(`${seen.length} texts, ${seen.reduce((sum, { text }) => sum + text.length, 0)} characters`);

  const secrets = {
    ...SECRETS,
    ...Object.fromEntries(Object.entries(tokens).map(([user, token]) => [`the token of ${user}`, token])),
  };
  const found = Object.entries(secrets).flatMap(([name, secret]) =>
    formsOf(secret).flatMap((form) =>
      seen
        .filter(({ text }) => text.includes(form))
        .map(({ where, text }) => {
          const at = text.indexOf(form);
          return `${name} in ${where}: …${text.slice(Math.max(0, at - 150), at + form.length + 30)}`;
        }),
    ),
  );
  assert.deepEqual([...new Set(found)].slice(0, 10), []);
});
