import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { checkErrors, checkMessage } from '../engine/clear-error.js';
import { startFuzzedProduct } from '../engine/fuzzed-product.js';
import { isRecord, type Json, listOf } from '../engine/json.js';
import { Fault, type Subject, type Target } from '../engine/target.js';
import { isRead, reset, sendFrame } from '../engine/wire.js';
import { GRAPHQL_WORDS } from './graphql-words.js';

/** The codes with which a server may close a link: of WebSocket for client errors, and of graphql-transport-ws. */
const CLOSE_CODES = [
  1000, 1001, 1002, 1003, 1005, 1006, 1007, 1009, 4400, 4401, 4403, 4406, 4408, 4409, 4429,
];
/** The codes without a reason: `ws` sends none. */
const WORDLESS = [1000, 1002, 1003, 1005, 1006, 1007, 1009];
/** How long to wait for further answers. */
const PATIENCE_MS = 5;

const TYPES = ['connection_ack', 'ping', 'pong', 'next', 'error', 'complete'];

function checkAnswer(data: Buffer, input: string): void {
  const message: unknown = JSON.parse(data.toString());
  if (!isRecord(message) || !TYPES.includes(String(message['type'])))
    throw new Fault(`the server sends ${data.toString().slice(0, 200)}`);
  const { type, payload } = message;
  if (type === 'error') checkErrors(payload, input, 'error');
  if (type === 'next' && isRecord(payload) && payload['errors'] !== undefined)
    checkErrors(payload['errors'], input, 'next');
}

/** An input is `{frames}`: the frames of one client. */
async function open(): Promise<Subject> {
  const { product, ...fuzzed } = await startFuzzedProduct();
  const url = product.http.url.replace('http', 'ws');
  return {
    ...fuzzed,
    async run(input: Json) {
      if (!isRecord(input)) return;
      const text = JSON.stringify(input);
      const socket = new WebSocket(url, ['graphql-transport-ws']);
      let fault: unknown;
      socket.on('error', () => {});
      socket.on('message', (data: Buffer) => {
        try {
          checkAnswer(data, text);
        } catch (error) {
          fault ??= error;
        }
      });
      socket.on('close', (code, reason) => {
        if (!CLOSE_CODES.includes(code)) fault ??= new Fault(`the server closes with ${code} ${reason}`);
        try {
          if (!WORDLESS.includes(code)) checkMessage(String(reason), text, `closed with ${code}`);
        } catch (error) {
          fault ??= error;
        }
      });
      try {
        await once(socket, 'open');
        for (const frame of listOf(input['frames'])) {
          sendFrame(socket, frame, 'json');
          // Until the server has acknowledged it, it answers the next frames only with `Unauthorized`.
          if (isRecord(frame) && frame['type'] === 'connection_init') await isRead(socket);
        }
        if (await isRead(socket)) await sleep(PATIENCE_MS);
      } finally {
        reset(socket);
      }
      if (fault) throw fault;
      fuzzed.checkLog();
    },
  };
}

export const websocket: Target = {
  name: 'websocket',
  covers: [
    ...[
      '/dist/src/http/',
      '/dist/src/graphql/',
      '/dist/src/core/runs/run-request',
      '/node_modules/graphql-ws/',
    ],
  ],
  words: [
    ...GRAPHQL_WORDS,
    ...[
      'connection_init',
      'connection_ack',
      'subscribe',
      'complete',
      'ping',
      'pong',
      'next',
      'error',
      'start',
      'stop',
    ],
    ...[
      'payload',
      'type',
      'id',
      'query',
      'variables',
      'operationName',
      'extensions',
      'authorization',
      'Bearer x',
    ],
  ],
  batch: 64,
  parallel: true,
  open,
};
