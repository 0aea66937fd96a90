import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { START } from '../fortress.js';
import { type Counts, count } from './counts.js';
import type { Target } from './target.js';

const MB = 1024 * 1024;
const SIZE = 100 * MB;
const CLIENTS = 4;
const PIECE = Buffer.alloc(64 * 1024, ' ');

/**
 * Writes as fast as the server reads, until all is sent or the connection ends. Resolves with the status and the code of
 * the answer.
 */
function pour(url: string, head: string, frame: (piece: Buffer) => readonly Buffer[]): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket: Socket = connect(Number(port), hostname);
  let answer = '';
  let sent = 0;
  socket.setEncoding('latin1').on('data', (text) => {
    answer += text;
  });
  socket.write(head);
  const more = () => {
    while (sent < SIZE && !socket.destroyed) {
      sent += PIECE.length;
      let takes = true;
      for (const part of frame(PIECE)) takes = socket.write(part);
      if (!takes) return;
    }
  };
  socket.on('drain', more).on('error', () => {});
  more();
  return new Promise((resolve) => {
    socket.once('close', () => {
      const [, code = 'none'] = /"code":"(\w+)"/.exec(answer) ?? [];
      resolve(`${answer.split('\r\n', 1)[0]?.slice(9, 12) || 'reset'} ${code}`);
    });
  });
}

/** Sends bodies of 100 MB, with their length and in chunks, and one that grows to 1 GB when it is unpacked. */
export async function sendBodies({ url, tokens }: Target): Promise<() => Promise<Record<string, Counts>>> {
  const headOf = (token: string, more: readonly string[]) =>
    [
      ...['POST /graphql HTTP/1.1', 'Host: localhost', `Authorization: Bearer ${token}`],
      ...['Content-Type: application/json', 'Accept: application/json', ...more, '', ''],
    ].join('\r\n');
  const chunk = (piece: Buffer) => [
    Buffer.from(`${piece.length.toString(16)}\r\n`),
    piece,
    Buffer.from('\r\n'),
  ];
  const asIs = (piece: Buffer) => [piece];
  const bomb = gzipSync(
    Buffer.concat([Buffer.from(JSON.stringify({ query: START })), Buffer.alloc(200 * MB, ' ')]),
  );
  const packed = [`Content-Length: ${bomb.length}`, 'Content-Encoding: gzip', 'Connection: close'];
  let unsentBomb = true;
  const kinds: Record<string, () => Promise<string>> = {
    'with a length': () => pour(url, headOf(tokens.viewer, [`Content-Length: ${SIZE}`]), asIs),
    'in chunks': () => pour(url, headOf(tokens.viewer, ['Transfer-Encoding: chunked']), chunk),
    'without a token': () => pour(url, headOf('nobody', [`Content-Length: ${SIZE}`]), asIs),
    'in chunks, without a token': () => pour(url, headOf('nobody', ['Transfer-Encoding: chunked']), chunk),
    packed: () =>
      pour(url, headOf(tokens.viewer, packed), () => {
        const parts = unsentBomb ? [bomb] : [];
        unsentBomb = false;
        return parts;
      }),
  };
  const answers: Record<string, Counts> = {};
  const all = Promise.all(
    Object.entries(kinds).flatMap(([kind, send]) =>
      Array.from({ length: kind === 'packed' ? 1 : CLIENTS }, async () => {
        answers[kind] ??= {};
        count(answers[kind], await send());
      }),
    ),
  );
  return async () => {
    await all;
    return answers;
  };
}
