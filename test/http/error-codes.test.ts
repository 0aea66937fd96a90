import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { type Product, startProduct } from '../product.js';
import { projectRoot } from '../project-root.js';
import { initialise, JSON_HEADERS, openSocket, type Question, send, sendRaw, serveHttp } from './ask.js';

interface Errors {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

interface Payload {
  readonly query?: unknown;
  readonly variables?: unknown;
  readonly operationName?: unknown;
}

let product: Product;
before(async () => {
  product = await startProduct({ slots: 1 });
});
after(() => product?.close());

/** The codes in the docs. */
const CODES = [
  ...readFileSync(join(projectRoot, 'docs/cookbook.md'), 'utf8').matchAll(/^\| (`[A-Z_`, ]+`) \|/gm),
].flatMap(([, cell = '']) => [...cell.matchAll(/`([A-Z_]+)`/g)].map(([, code]) => code));

function check(errors: readonly Errors[] | undefined, code: string): void {
  assert.ok(errors && errors.length > 0, 'there is no error');
  for (const error of errors) {
    assert.equal(error.extensions?.['code'], code, error.message);
    assert.ok(CODES.includes(code), `${code} is not in the docs`);
    assert.doesNotMatch(JSON.stringify(error), /node_modules|\.js:|secret detail|stacktrace/);
  }
}

/** The errors in the first event, or of the answer if there are no events. */
function errorsIn(body: string): readonly Errors[] {
  const [, event = body] = /^data: ?(.+)$/m.exec(body) ?? [];
  return JSON.parse(event).errors;
}

type Ask = (t: TestContext, url: string, payload: Payload) => Promise<readonly Errors[]>;

const over =
  (accept: string): Ask =>
  async (_t, url, payload) => {
    const headers = { ...JSON_HEADERS, accept };
    return errorsIn((await send(url, { method: 'POST', headers, body: JSON.stringify(payload) })).body);
  };

const TRANSPORTS: Readonly<Record<string, Ask>> = {
  HTTP: over('application/json'),
  'GraphQL over HTTP': over('application/graphql-response+json'),
  SSE: over('text/event-stream'),
  async WebSocket(t, url, payload) {
    const socket = await openSocket(t, url);
    await initialise(socket);
    socket.say({ id: '1', type: 'subscribe', payload });
    const { type, payload: answer } = await socket.next();
    return type === 'error' ? (answer as Errors[]) : ((answer as { errors: Errors[] }).errors ?? []);
  },
};

const nested = (depth: number) => `${'{ network '.repeat(depth)}{ id }${' }'.repeat(depth)}`;

const KINDS: readonly (readonly [what: string, payload: Payload, code: string])[] = [
  ['a document that is no GraphQL', { query: '{ network {' }, 'GRAPHQL_PARSE_FAILED'],
  ['a field that does not exist', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
  [
    'a subscription of a field that does not exist',
    { query: 'subscription { no }' },
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'a variable of the wrong type',
    { query: 'query ($n: Int!) { runs(first: $n) { totalCount } }', variables: { n: 'many' } },
    'BAD_USER_INPUT',
  ],
  ['a variable that is missing', { query: 'query ($n: ID!) { run(id: $n) { id } }' }, 'BAD_USER_INPUT'],
  [
    'a missing variable of a subscription',
    { query: 'subscription ($id: ID!) { runUpdates(id: $id) { id } }' },
    'BAD_USER_INPUT',
  ],
  ['an invalid argument', { query: '{ runs(first: -5) { totalCount } }' }, 'BAD_USER_INPUT'],
  [
    'an operation that is not in the document',
    { query: 'query a { network { connected } }', operationName: 'b' },
    'OPERATION_RESOLUTION_FAILURE',
  ],
  ['a document that is too deep', { query: nested(17) }, 'GRAPHQL_VALIDATION_FAILED'],
  [
    'an answer that is too large',
    {
      query: '{ smurfInstances { sessions { messages(last: 5000) { text } instance { sessions { id } } } } }',
    },
    'QUERY_TOO_LARGE',
  ],
  ['a rejected request', { query: 'mutation { cancelRun(id: "x") { id } }' }, 'UNKNOWN_RUN'],
  ['a rejected subscription', { query: 'subscription { runUpdates(id: "x") { id } }' }, 'UNKNOWN_RUN'],
];

describe('an error of', () => {
  for (const [transport, ask] of Object.entries(TRANSPORTS)) {
    for (const [what, payload, code] of KINDS) {
      it(`${what} has the code ${code} over ${transport}`, async (t) => {
        check(await ask(t, product.http.url, payload), code);
      });
    }

    it(`the server itself has the code INTERNAL_SERVER_ERROR over ${transport}, and no details`, async (t) => {
      const broken = new Proxy(product.core, {
        get(core, part, receiver) {
          if (part === 'presets') throw new TypeError('secret detail');
          return Reflect.get(core, part, receiver);
        },
      });
      const { url } = await serveHttp(t, { core: broken });
      check(await ask(t, url, { query: '{ presets { name } }' }), 'INTERNAL_SERVER_ERROR');
    });
  }
});

const REQUESTS: readonly (readonly [what: string, path: string, question: Question, code: string])[] = [
  [
    'a body that is not JSON',
    '/graphql',
    { method: 'POST', headers: JSON_HEADERS, body: '{' },
    'BAD_REQUEST',
  ],
  [
    'a body without a document',
    '/graphql',
    { method: 'POST', headers: JSON_HEADERS, body: '{}' },
    'BAD_REQUEST',
  ],
  ['a body that is a list', '/graphql', { method: 'POST', headers: JSON_HEADERS, body: '[]' }, 'BAD_REQUEST'],
  ['no body', '/graphql', { method: 'POST', headers: JSON_HEADERS }, 'BAD_REQUEST'],
  [
    'a body that is too large',
    '/graphql',
    { method: 'POST', headers: JSON_HEADERS, body: `{"query":"${'x'.repeat(1024 * 1024)}"}` },
    'REQUEST_ENTITY_TOO_LARGE',
  ],
  [
    'a document that is not a text',
    '/graphql',
    { method: 'POST', headers: JSON_HEADERS, body: '{"query":5}' },
    'BAD_REQUEST',
  ],
  [
    'variables that are not an object',
    '/graphql',
    { method: 'POST', headers: JSON_HEADERS, body: '{"query":"{ __typename }","variables":5}' },
    'BAD_REQUEST',
  ],
  [
    'a mutation by GET',
    `/graphql?query=${encodeURIComponent('mutation { stopAll { runs { id } } }')}`,
    { headers: JSON_HEADERS },
    'METHOD_NOT_ALLOWED',
  ],
  ['a GET without a document', '/graphql', { headers: JSON_HEADERS }, 'BAD_REQUEST'],
  [
    'another method',
    '/graphql',
    { method: 'PATCH', headers: JSON_HEADERS, body: '{}' },
    'METHOD_NOT_ALLOWED',
  ],
  ['the method OPTIONS', '/graphql', { method: 'OPTIONS', headers: JSON_HEADERS }, 'METHOD_NOT_ALLOWED'],
  ['the method DELETE', '/graphql', { method: 'DELETE', headers: JSON_HEADERS }, 'METHOD_NOT_ALLOWED'],
  ['another path', '/nothing', {}, 'NOT_FOUND'],
  [
    'another content type',
    '/graphql',
    {
      method: 'POST',
      headers: { ...JSON_HEADERS, 'content-type': 'text/plain' },
      body: '{ network { id } }',
    },
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  [
    'no media type that is served',
    '/graphql',
    { method: 'POST', headers: { ...JSON_HEADERS, accept: 'text/html' }, body: '{"query":"{ __typename }"}' },
    'NOT_ACCEPTABLE',
  ],
  ['a page of another site', '/graphql', { headers: { origin: 'http://other' } }, 'FORBIDDEN'],
  [
    'a hash in place of a document',
    '/graphql',
    {
      method: 'POST',
      headers: JSON_HEADERS,
      body: '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}',
    },
    'PERSISTED_QUERY_NOT_SUPPORTED',
  ],
  ['an export of a run that does not exist', '/export/runs/x.csv', {}, 'NOT_FOUND'],
  ['an export with an unknown parameter', '/export/runs.csv?x=1', {}, 'BAD_REQUEST'],
  ['an export by POST', '/export/runs.csv', { method: 'POST' }, 'METHOD_NOT_ALLOWED'],
];

it('a WebSocket at another path is refused with the code NOT_FOUND', async () => {
  const head = ['GET /x HTTP/1.1', `Host: ${new URL(product.origin).host}`, 'Connection: Upgrade'];
  const answer = await sendRaw(product.origin, [...head, 'Upgrade: websocket', '', ''].join('\r\n'));
  check(JSON.parse(answer.split('\r\n\r\n')[1] ?? '').errors, 'NOT_FOUND');
});

describe('a request with', () => {
  for (const [what, path, question, code] of REQUESTS) {
    it(`${what} has the code ${code}`, async () => {
      const { body } = await send(new URL(path, product.http.url).href, question);
      check(JSON.parse(body).errors, code);
    });
  }
});
