import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { type Counts, count } from './counts.js';
import { openSocket } from './open-socket.js';
import type { Target } from './target.js';

const EACH = 100;
const EVERY_MS = 500;

const HEAD = 'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

/** Sends the beginning, then one more byte at a time for ever. Resolves with the first line of the answer. */
function drip(url: string, begin: string, byte: () => string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.setEncoding('latin1').on('data', (text) => {
    answer += text;
  });
  socket.on('error', () => {});
  socket.write(begin, 'latin1');
  const timer = setInterval(() => socket.writable && socket.write(byte()), EVERY_MS);
  return new Promise((resolve) => {
    socket.once('close', () => {
      clearInterval(timer);
      resolve(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 'closed without an answer');
    });
  });
}

/** A WebSocket that never introduces itself, but sends this again and again. Resolves with the close code. */
async function linger(url: string, send: (socket: WebSocket) => void): Promise<string> {
  const socket = await openSocket(url, '127.0.0.9');
  const timer = setInterval(() => socket.readyState === WebSocket.OPEN && send(socket), EVERY_MS);
  return new Promise((resolve) => {
    socket.once('close', (code) => {
      clearInterval(timer);
      resolve(String(code));
    });
  });
}

/** Several hundred clients that are as slow as they can be, in each part of a conversation. */
export async function dripBytes({ url, tokens }: Target): Promise<() => Promise<Record<string, Counts>>> {
  const authorized = `${HEAD}Authorization: Bearer ${tokens.viewer}\r\n`;
  const many = (one: () => Promise<string>) => Array.from({ length: EACH }, one);
  const some = (one: () => Promise<string>) => Array.from({ length: EACH / 2 }, one);
  const kinds: Record<string, Promise<string>[]> = {
    'nothing at all': many(() => drip(url, '', () => '')),
    'slow headers': many(() => drip(url, HEAD, () => 'X-A: b\r\n')),
    'one slow header': many(() => drip(url, `${HEAD}X-A: `, () => 'a')),
    'a slow body': many(() => drip(url, `${authorized}Content-Length: 1000\r\n\r\n{`, () => ' ')),
    'a slow body in chunks': many(() =>
      drip(url, `${authorized}Transfer-Encoding: chunked\r\n\r\n`, () => '1\r\n \r\n'),
    ),
    'pings before the first message': some(() => linger(url, (socket) => socket.ping())),
    'pings of the protocol before the first message': some(() =>
      linger(url, (socket) => socket.send('{"type":"ping"}')),
    ),
    'fragments of a message without end': some(() =>
      linger(url, (socket) => socket.send(' ', { fin: false })),
    ),
  };
  return async () => {
    const results: Record<string, Counts> = {};
    for (const [kind, all] of Object.entries(kinds)) {
      const counts: Counts = {};
      for (const outcome of await Promise.all(all)) count(counts, outcome);
      results[kind] = counts;
    }
    return results;
  };
}
