import { connect } from 'node:net';
import { checkErrors } from '../engine/clear-error.js';
import { startFuzzedProduct } from '../engine/fuzzed-product.js';
import { isRecord, type Json, listOf, textOf } from '../engine/json.js';
import { afterOwnTime } from '../engine/own-time.js';
import { Fault, type Subject, type Target } from '../engine/target.js';
import { GRAPHQL_WORDS } from './graphql-words.js';

/** Maximum time for an answer, unless the input makes the server wait. */
const ANSWER_MS = 8000;
/** How long to wait for an answer that the input itself delays. */
const PATIENCE_MS = 30;

/** Inputs that delay an answer: a subscription, a wait, or a request that announces more data. */
const WAITS =
  /subscription|waitSeconds|event-stream|content-length|transfer-encoding|expect|upgrade|multipart/i;

/** The bytes of a request `{line, headers: [[name, value]], body}`. Lengths are correct unless `headers` has others. */
function bytesOf(input: Readonly<Record<string, unknown>>, host: string): Buffer {
  const body = input['body'] === undefined ? '' : textOf(input['body']);
  const headers = listOf(input['headers']).map((header) => listOf(header).map(textOf));
  const names = headers.map(([name = '']) => name.toLowerCase());
  const usual: [string, string][] = [
    ['host', host],
    ['connection', 'close'],
    ...(/^(content-length|transfer-encoding)$/m.test(names.join('\n')) || body === ''
      ? []
      : [['content-length', String(Buffer.byteLength(body))] as [string, string]]),
  ];
  const all = [...usual.filter(([name]) => !names.includes(name)), ...headers];
  const head = [textOf(input['line']), ...all.map(([name = '', value = '']) => `${name}: ${value}`)].join(
    '\r\n',
  );
  return Buffer.from(`${head}\r\n\r\n${body}`);
}

/** Everything that the server sends until it closes the connection, or until `ms` have passed. */
function exchange(port: number, request: Buffer, ms: number): Promise<{ answer: string; isClosed: boolean }> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    const socket = connect(port, '127.0.0.1');
    const end = (isClosed: boolean) => {
      timer.close();
      // Frees the port at once: 100,000 connections need too many ports.
      socket.resetAndDestroy();
      resolve({ answer: Buffer.concat(parts).toString(), isClosed });
    };
    const timer = afterOwnTime(ms, () => end(false));
    socket.on('data', (part) => parts.push(part));
    socket.on('error', () => {});
    socket.on('close', () => end(true));
    socket.on('end', () => end(true));
    socket.write(request);
  });
}

function checkAnswer(answer: string, input: string): void {
  const [head = '', ...rest] = answer.split('\r\n\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]);
  // These tests run without the page of GraphiQL, and the server reports that.
  if (status === 503 && answer.includes('GraphiQL is not built')) return;
  if (!(status >= 100 && status < 500))
    throw new Fault(`answered ${head.slice(0, 100)}: ${rest.join('').slice(0, 300)}`);
  const isJson = /^content-type: application\/(graphql-response\+)?json/im.test(head);
  // The lengths of the chunks are not part of the JSON.
  const body = rest.join('\r\n\r\n').replace(/^[\da-f]+\r\n|\r\n[\da-f]+\r\n(\r\n)?/gi, '');
  if (!isJson) {
    // The answer of `ws` to an invalid handshake; no client reads its body.
    if (status >= 400 && !/upgrade/i.test(input) && !/^content-type: text\/event-stream/im.test(head))
      throw new Fault(`answered ${status}, not in JSON: ${body.slice(0, 200)}`);
    return;
  }
  if (body === '') return;
  let parsed: unknown;
  try {
    // The rest of the body is read as another request, which has its own answer.
    parsed = JSON.parse(body.split(/HTTP\/1\.1 [45]\d\d /, 1)[0] ?? '');
  } catch {
    throw new Fault(`answered ${status} with a body that is not JSON: ${body.slice(0, 200)}`);
  }
  for (const one of Array.isArray(parsed) ? parsed : [parsed]) {
    if (isRecord(one) && one['errors'] !== undefined) checkErrors(one['errors'], input, `HTTP ${status}`);
    else if (status >= 400) throw new Fault(`answered ${status} without errors: ${body.slice(0, 200)}`);
  }
}

async function open(): Promise<Subject> {
  const { product, ...fuzzed } = await startFuzzedProduct();
  const { port, host } = new URL(product.origin);
  return {
    ...fuzzed,
    async run(input: Json) {
      if (!isRecord(input)) return;
      const text = JSON.stringify(input);
      const request = bytesOf(input, host);
      const mayWait = WAITS.test(text) || !request.includes(' HTTP/1.1\r\n');
      const { answer, isClosed } = await exchange(Number(port), request, mayWait ? PATIENCE_MS : ANSWER_MS);
      if (!isClosed && !mayWait)
        throw new Fault(`no answer in ${ANSWER_MS / 1000} s: ${answer.slice(0, 100)}`);
      if (isClosed && answer !== '') checkAnswer(answer, text);
      fuzzed.checkLog();
    },
  };
}

export const http: Target = {
  name: 'http',
  covers: [
    '/dist/src/http/',
    '/dist/src/graphql/',
    '/dist/src/core/runs/run-request',
    '/node_modules/graphql-yoga/',
  ],
  words: [
    ...GRAPHQL_WORDS,
    ...[
      'GET',
      'POST',
      'OPTIONS',
      'PUT',
      'HEAD',
      'DELETE',
      '/graphql',
      '/health/live',
      '/health/ready',
      '/',
      '*',
    ],
    ...[
      'content-type',
      'application/json',
      'application/graphql',
      'application/x-www-form-urlencoded',
      'accept',
    ],
    ...[
      'multipart/form-data; boundary=a',
      'text/event-stream',
      'application/graphql-response+json',
      'text/html',
    ],
    ...[
      'multipart/mixed',
      'origin',
      'host',
      'authorization',
      'Bearer ',
      'cookie',
      'transfer-encoding',
      'chunked',
    ],
    ...[
      'content-length',
      'content-encoding',
      'gzip',
      'expect',
      '100-continue',
      'upgrade',
      'websocket',
      '?query=',
    ],
    ...[
      'query',
      'variables',
      'operationName',
      'extensions',
      'persistedQuery',
      'sha256Hash',
      '&variables=',
      'HTTP/1.0',
    ],
    ...[
      'access-control-request-method',
      'if-none-match',
      'range',
      'x-graphql-event-stream-token',
      'charset=utf-16',
    ],
  ],
  batch: 64,
  parallel: true,
  open,
};
