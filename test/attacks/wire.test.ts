import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { sendRaw } from '../http/ask.js';
import { within } from '../until.js';
import { frame, upgradeHead } from './attackers/resets.js';
import { START, startFortress } from './fortress.js';
import { isUntouched } from './siege.js';

const BODY = JSON.stringify({ query: START });

/** Opens a WebSocket, sends these bytes, and resolves with the code of the close frame. */
async function closeCode(url: string, bytes: Buffer): Promise<number> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.setEncoding('latin1').write(Buffer.concat([Buffer.from(upgradeHead()), bytes]));
  let answer = '';
  for await (const text of socket) {
    answer += text;
    const close = /\r\n\r\n.*\x88.(..)/s.exec(answer);
    if (close) return Buffer.from(close[1] ?? '', 'latin1').readUInt16BE();
  }
  throw new Error(`closed without a close frame: ${answer}`);
}

test('what is not HTTP or WebSocket is refused, on a server without tokens', async (t) => {
  const fortress = await startFortress(t, { hasTokens: false });
  const { url } = fortress;
  const post = (headers: readonly string[], body = BODY) =>
    [
      'POST /graphql HTTP/1.1',
      'Content-Type: application/json',
      'Connection: close',
      ...headers,
      '',
      body,
    ].join('\r\n');
  const get = (target: string, ...headers: readonly string[]) =>
    [`GET ${target} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers, '', ''].join('\r\n');
  const host = 'Host: localhost';
  const length = `Content-Length: ${BODY.length}`;
  const chunked = 'Transfer-Encoding: chunked';
  const hidden = `0\r\n\r\n${post([host, length])}`;
  const evil = 'Origin: http://evil.example';

  /** Requests of which one server sees another number than the next, with the status of the only answer. */
  const smuggled: Readonly<Record<string, readonly [string, number]>> = {
    'a length and chunks': [post([host, `Content-Length: ${hidden.length}`, chunked], hidden), 400],
    'chunks and a length': [post([host, chunked, 'Content-Length: 4'], hidden), 400],
    'two lengths': [post([host, 'Content-Length: 0', length]), 400],
    'a list of lengths': [post([host, `Content-Length: ${BODY.length}, 0`]), 400],
    'a length with a sign': [post([host, `Content-Length: +${BODY.length}`]), 400],
    'an unknown coding': [post([host, 'Transfer-Encoding: xchunked']), 400],
    'a coding after chunked': [post([host, 'Transfer-Encoding: chunked, identity']), 400],
    'a coding with a tab': [post([host, 'Transfer-Encoding:\x0bchunked', length]), 400],
    'a space before the colon': [post([host, `Content-Length : ${BODY.length}`]), 400],
    'a folded header': [post([host, 'X-A: b', ` ${length}`]), 400],
    'a chunk size that is no number': [post([host, chunked], `zz\r\n${BODY}\r\n0\r\n\r\n`), 400],
    'lines that end with LF': [post([host, length]).replaceAll('\r\n', '\n'), 400],
    'NUL in a header': [post([host, 'X-A: a\0b', length]), 400],
    'two hosts, the second of another': [post([host, 'Host: evil.example', evil, length]), 403],
    'the origin of another, twice': [post([host, evil, evil, length]), 403],
    'our origin, and that of another': [post([host, 'Origin: http://localhost', evil, length]), 403],
    'no host': [post([length]), 400],
    'another host': [post(['Host: evil.example', length]), 403],
    'a user before the host': [post(['Host: localhost@evil.example', length]), 403],
    'another host in the target': [
      post([host, length]).replace('/graphql', 'http://evil.example/graphql'),
      400,
    ],
    'a start in the URL of a GET': [
      get(`/graphql?query=${encodeURIComponent(START)}`, 'Accept: application/json'),
      405,
    ],
    'HTTP/2': ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    'HTTP/0.9': ['GET /graphql\r\n\r\n', 403],
    TLS: ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
    'a trace': [`TRACE /graphql HTTP/1.1\r\n${host}\r\nConnection: close\r\n\r\n`, 405],
    'an unknown expectation': [post([host, length, 'Expect: 200-ok']), 417],
    'more than 128 KB of headers': [
      get('/', ...Array.from({ length: 3600 }, (_, i) => `X-A-${i}: ${'a'.repeat(30)}`)),
      431,
    ],
    // Little more than the limit: what the server has not read when it closes can reset the connection.
    'a URL of 128 KB': [get(`/${'a'.repeat(128 * 1024)}`), 431],
  };
  for (const [name, [request, status]] of Object.entries(smuggled)) {
    await t.test(name, async () => {
      const answers = (await sendRaw(url, request, 'latin1')).match(/^HTTP\/1\.1 \d+/gm);
      assert.deepEqual(answers?.slice(0, 1), [`HTTP/1.1 ${status}`]);
      assert.ok(
        answers.every((answer) => /[45]\d\d$/.test(answer)),
        answers.join(),
      );
    });
  }

  for (const path of [
    ...[
      '/../../../../etc/passwd',
      '/..%2f..%2f..%2fetc/passwd',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/assets/../../package.json',
    ],
    ...[
      '/assets/..%2f..%2fpackage.json',
      '/assets/%2e%2e/index.html',
      '/assets/....//package.json',
      '/assets/%00',
      '//etc/passwd',
    ],
    ...[
      '/assets/..\\..\\package.json',
      '/assets//etc/passwd',
      '/graphiql/assets/../../../package.json',
      '/assets/constructor',
    ],
  ]) {
    await t.test(`the path ${path}`, async () => {
      const answer = await sendRaw(url, get(path, 'Accept: text/html'));
      assert.match(answer, /^HTTP\/1\.1 (404|400) /);
      assert.doesNotMatch(answer, /root:|"dependencies"/);
    });
  }

  const huge = Buffer.from([0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]);
  const long = Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0, 0]);
  const parts = Buffer.concat([
    frame(' '.repeat(60_000), { fin: false }),
    ...Array.from({ length: 20 }, () => frame(' '.repeat(60_000), { opcode: 0, fin: false })),
  ]);
  /** Frames that no client sends, with the code of the close frame. */
  const frames: Readonly<Record<string, readonly [Buffer, number]>> = {
    'a length of 2^63': [huge, 1009],
    'a length of 256 MB': [long, 1009],
    'parts of a message, together too long': [parts, 1009],
    'a compressed message': [frame('{"type":"connection_init"}', { rsv: 4 }), 1002],
    'bad UTF-8': [Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xff, 0xfe]), 1007],
    'no mask': [Buffer.from([0x81, 0x02, 0x7b, 0x7d]), 1002],
    'a reserved kind of frame': [frame('', { opcode: 3 }), 1002],
    'a ping in parts': [frame('a', { opcode: 9, fin: false }), 1002],
    'a ping of 200 bytes': [frame('a'.repeat(200), { opcode: 9 }), 1002],
    'a part without a beginning': [frame('a', { opcode: 0 }), 1002],
    'two beginnings': [Buffer.concat([frame('a', { fin: false }), frame('a')]), 1002],
    'no JSON': [frame('nothing'), 4400],
    'a message for clients': [frame('{"type":"connection_ack"}'), 4400],
    'a command before the first message': [
      frame(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: START } })),
      4401,
    ],
    'two first messages': [
      Buffer.concat([frame('{"type":"connection_init"}'), frame('{"type":"connection_init"}')]),
      4429,
    ],
  };
  for (const [name, [bytes, code]] of Object.entries(frames)) {
    await t.test(`a WebSocket with ${name}`, async () => {
      assert.equal(await within(closeCode(url, bytes), 'a close frame'), code);
    });
  }

  await t.test('a request for a tunnel', async () => {
    assert.equal(await sendRaw(url, `CONNECT localhost:22 HTTP/1.1\r\n${host}\r\n\r\n`), '');
  });

  await t.test('a WebSocket that asks for compression gets none', async () => {
    const asked = upgradeHead(['Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits']);
    const answer = await sendRaw(url, `${asked}${frame('', { opcode: 8 }).toString('latin1')}`, 'latin1');
    assert.match(answer, /^HTTP\/1\.1 101 /);
    assert.doesNotMatch(answer, /deflate/i);
  });

  await isUntouched(fortress);
});
