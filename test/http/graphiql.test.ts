import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { createGraphiQL, type GraphiQLOptions } from '../../src/http/graphiql.js';

const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const SCRIPT = 'export const answer = 42;\n'.repeat(100);

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** A built page of two files, served; what GraphiQL leaves alone gets the answer 418. */
async function serve(t: TestContext, options: Partial<GraphiQLOptions> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'graphiql-'));
  t.after(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<script id="options">"__OPTIONS__"</script>');
  await writeFile(join(folder, 'assets', 'main-1a2b.js'), SCRIPT);

  const directory = pathToFileURL(`${folder}/`);
  const graphiql = createGraphiQL({ title: 'MultiSmurf', tabs: () => [], directory, ...options });
  const server = createServer((request, response) => {
    if (!graphiql.handle(request, response)) response.writeHead(418).end('left alone');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;

  // Not `fetch`, which would tidy up a path with `..` before it is sent.
  return (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    new Promise<Answer>((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path, method, headers, timeout: 5_000 }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', reject);
        response.on('end', () => {
          const { statusCode: status = 0, headers } = response;
          resolve({ status, headers, body: Buffer.concat(parts) });
        });
      });
      sent.on('timeout', () => sent.destroy(new Error(`No answer to ${method} ${path} in 5 s`)));
      sent.on('error', reject);
      sent.end();
    });
}

test('a browser that opens /graphql gets the page, with its title and tabs as data', async (t) => {
  const tabs = [{ query: 'query List { a }' }, { query: 'mutation Run { b }', variables: '{}' }];
  const get = await serve(t, { title: 'Site', banner: 'SIMULATED', tabs: () => tabs, newTab: '# new' });
  const { status, headers, body } = await get('/graphql?from=bookmark', BROWSER);
  assert.equal(status, 200);
  assert.equal(headers['content-type'], 'text/html; charset=utf-8');
  assert.equal(headers['cache-control'], 'no-cache');
  const data = /<script id="options">(.*)<\/script>/.exec(body.toString())?.[1] ?? '';
  assert.deepEqual(JSON.parse(data), { title: 'Site', banner: 'SIMULATED', tabs, newTab: '# new' });
});

test('the page may load nothing from other servers, and run no inline script', async (t) => {
  const get = await serve(t);
  const policy = String((await get('/graphql', BROWSER)).headers['content-security-policy']);
  const rules = new Map(policy.split('; ').map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1)]));
  assert.deepEqual(rules.get('default-src'), ["'none'"]);
  assert.deepEqual(rules.get('script-src'), ["'self'"]);
  for (const sources of rules.values()) {
    for (const source of sources) assert.match(source, /^('self'|'none'|'unsafe-inline'|data:)$/);
  }
});

test('no text of the tabs can end the script element that holds it', async (t) => {
  const query = '# </script><script>alert(1)</script> $& $1';
  const get = await serve(t, { tabs: () => [{ query }] });
  const page = (await get('/graphql', BROWSER)).body.toString();
  assert.equal(page.split('</script>').length, 2);
  const data = /<script id="options">(.*)<\/script>/.exec(page)?.[1] ?? '';
  assert.equal(JSON.parse(data).tabs[0].query, query);
});

test('requests that are not for the page go to the GraphQL server', async (t) => {
  const get = await serve(t);
  const others = [
    get('/graphql', { accept: 'application/json' }),
    get('/graphql', { accept: 'text/event-stream' }),
    get('/graphql'),
    get('/graphql', BROWSER, 'POST'),
    get('/graphql', BROWSER, 'OPTIONS'),
    get('/', BROWSER),
    get('/graphqlx', BROWSER),
  ];
  for (const answer of await Promise.all(others)) assert.equal(answer.status, 418);
});

test('a file of the page is complete, cached permanently, and compressed if the client accepts that', async (t) => {
  const get = await serve(t);
  const plain = await get('/graphql/assets/main-1a2b.js');
  assert.equal(plain.status, 200);
  assert.equal(plain.headers['content-type'], 'text/javascript; charset=utf-8');
  assert.match(String(plain.headers['cache-control']), /immutable/);
  assert.equal(plain.body.toString(), SCRIPT);

  const zipped = await get('/graphql/assets/main-1a2b.js', { 'accept-encoding': 'gzip, br' });
  assert.equal(zipped.headers['content-encoding'], 'gzip');
  assert.ok(zipped.body.length < plain.body.length);
  assert.equal(gunzipSync(zipped.body).toString(), SCRIPT);

  const head = await get('/graphql/assets/main-1a2b.js', {}, 'HEAD');
  assert.equal(head.status, 200);
  assert.equal(head.body.length, 0);
});

test('no other file of the machine can be read', async (t) => {
  const get = await serve(t);
  for (const name of ['', 'gone-0000.js', '../index.html', '..%2findex.html', '../../../../etc/passwd']) {
    assert.equal((await get(`/graphql/assets/${name}`)).status, 404, name);
  }
});

test('a server without the built page reports that and what to do, and starts all the same', async (t) => {
  const get = await serve(t, { directory: new URL('file:///nowhere/graphiql/') });
  const page = await get('/graphql', BROWSER);
  assert.equal(page.status, 503);
  assert.match(page.body.toString(), /npm run build/);
  assert.equal((await get('/graphql', { accept: 'application/json' })).status, 418);
});
