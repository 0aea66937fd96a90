import { once } from 'node:events';
import { connect } from 'node:net';
import { type Counts, count } from './counts.js';
import { WATCH } from './open-socket.js';
import type { Target } from './target.js';

const TIMES = 8;

/** A frame of a client, masked with zeros so that its text stays as it is. */
export function frame(payload: string, { opcode = 1, fin = true, rsv = 0 } = {}): Buffer {
  const body = Buffer.from(payload);
  const first = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  const head =
    body.length < 126 ? [first, 0x80 | body.length] : [first, 0xfe, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), body]);
}

export const upgradeHead = (more: readonly string[] = []) =>
  [
    ...['GET /graphql HTTP/1.1', 'Host: localhost', 'Connection: Upgrade', 'Upgrade: websocket'],
    ...['Sec-WebSocket-Version: 13', `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}`],
    ...['Sec-WebSocket-Protocol: graphql-transport-ws', ...more, '', ''],
  ].join('\r\n');

/** Sends these bytes, waits for this much of the answer, and resets the connection. */
async function reset(url: string, bytes: Buffer, awaited: RegExp | null): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.on('error', () => {});
  const closed = once(socket, 'close').then(() => 'closed by the server');
  let answer = '';
  const arrived = new Promise<string>((resolve) => {
    socket.on('data', (text) => {
      answer += text.toString('latin1');
      if (awaited?.test(answer)) resolve('reset');
    });
  });
  // Without something to wait for, the bytes and the reset arrive together.
  const written = new Promise<string>((resolve) => socket.write(bytes, () => resolve('reset')));
  const outcome = await Promise.race([closed, awaited ? arrived : written]);
  socket.resetAndDestroy();
  return outcome;
}

/** Resets connections in every state of an upgrade, before and after each byte that changes it. */
export async function resetUpgrades({ url, tokens }: Target): Promise<() => Promise<Counts>> {
  const head = Buffer.from(upgradeHead());
  const init = frame(
    JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${tokens.viewer}` } }),
  );
  const subscribe = frame(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: WATCH } }));
  const whole = Buffer.concat([head, init, subscribe]);
  const everySeventh = Array.from({ length: Math.ceil(whole.length / 7) }, (_, i) =>
    whole.subarray(0, i * 7),
  );
  const refused = Buffer.from(upgradeHead(['Origin: http://evil.example']));
  const fragment = Buffer.concat([head, init, frame('{"type":', { fin: false })]);
  const attempts: readonly [Buffer, RegExp | null][] = [
    ...everySeventh.map((bytes): [Buffer, null] => [bytes, null]),
    ...Array.from({ length: TIMES }, (): [Buffer, RegExp | null][] => [
      [head.subarray(0, -2), null],
      [head, null],
      [head, /^HTTP\/1\.1 101 /],
      [Buffer.concat([head, init]), null],
      [Buffer.concat([head, init]), /connection_ack/],
      [whole, /connection_ack/],
      [whole, /"type":"next"/],
      [fragment, /connection_ack/],
      [Buffer.concat([fragment, frame('"ping"}', { opcode: 0, fin: false })]), null],
      [Buffer.concat([head, frame('', { opcode: 8 })]), null],
      [Buffer.concat([whole, frame('', { opcode: 9 })]), null],
      [refused, null],
      [refused, /^HTTP\/1\.1 403 /],
    ]).flat(),
  ];
  const results: Counts = {};
  const queue = [...attempts];
  const work = async () => {
    for (let next = queue.pop(); next; next = queue.pop()) count(results, await reset(url, ...next));
  };
  const all = Promise.all(Array.from({ length: 16 }, work));
  return async () => {
    await all;
    return results;
  };
}
