import { once } from 'node:events';
import { WebSocket } from 'ws';
import { decodeMsgpack } from '../../../src/lib/msgpack.js';
import { createRouter } from '../../../src/router/router.js';
import { createWampConnection } from '../../../src/wamp/connection.js';
import { checkMessage } from '../engine/clear-error.js';
import { createErrorLog } from '../engine/error-log.js';
import { isRecord, type Json, listOf } from '../engine/json.js';
import { Fault, type Subject, type Target } from '../engine/target.js';
import { isRead, reset, sendFrame } from '../engine/wire.js';

/** The codes with which a router may close a link: the client violated a protocol, sent too much, or left. */
const CLOSE_CODES = [1000, 1001, 1002, 1003, 1005, 1006, 1007, 1009];
const ECHO = 'observatory.echo';

/** The embedded router and two clients that must not be affected. An input is `{speak, frames}` of a third client. */
async function open(): Promise<Subject> {
  const { logger, check: checkLog } = createErrorLog();
  const router = await createRouter({ port: 0, logger });
  const connect = () => createWampConnection({ url: router.url, realm: router.realm, logger });
  const [callee, caller] = [connect(), connect()];
  const echo = callee.register(ECHO, async (args) => [...args]);
  await caller.connected();
  await callee.connected();
  const open = new Set<WebSocket>();

  /** The router must send valid messages and clear errors. */
  function checkAnswer(data: Buffer, isBinary: boolean, input: string): void {
    // Like our client, and unlike the library, it accepts the key `__proto__`, which the router only passes on.
    const message: unknown = isBinary ? decodeMsgpack(data) : JSON.parse(data.toString());
    if (!Array.isArray(message) || typeof message[0] !== 'number')
      throw new Fault('the router sends an invalid message');
    const [code, , request, details, uri, args] = message;
    if (code === 3 && isRecord(message[1])) checkMessage(message[1]['message'], input, 'ABORT');
    // The router forwards an ERROR of the input itself without a change.
    if (code !== 8 || !String(uri).startsWith('wamp.error.') || input.includes(String(uri))) return;
    if (typeof request !== 'number' || !isRecord(details))
      throw new Fault('the router sends an invalid ERROR');
    for (const text of listOf(args)) checkMessage(text, input, String(uri));
  }

  return {
    async run(input: Json) {
      if (!isRecord(input)) return;
      const speaks = input['speak'] === 'json' ? 'json' : 'msgpack';
      const text = JSON.stringify(input);
      const socket = new WebSocket(router.url, [`wamp.2.${speaks}`]);
      open.add(socket);
      let fault: unknown;
      socket.on('error', () => {});
      socket.on('message', (data: Buffer, isBinary) => {
        try {
          checkAnswer(data, isBinary, text);
        } catch (error) {
          fault ??= error;
        }
      });
      const closed = new Promise<number>((resolve) => socket.once('close', resolve));
      try {
        await once(socket, 'open');
        for (const frame of listOf(input['frames'])) sendFrame(socket, frame, speaks);
        if (!(await isRead(socket))) {
          const code = await closed;
          if (!CLOSE_CODES.includes(code)) throw new Fault(`the router closes with ${code}`);
        }
      } finally {
        reset(socket);
        open.delete(socket);
      }
      if (fault) throw fault;
      checkLog();
    },
    async check() {
      if (!callee.link.connected || !caller.link.connected) throw new Fault('a bystander lost its link');
      const answer = await caller.call(ECHO, [1, 'a'], { timeoutMs: 5000 });
      if (JSON.stringify(answer) !== '[1,"a"]') throw new Fault(`an echo is ${JSON.stringify(answer)}`);
    },
    held: async () => ({ sockets: open.size, handles: process.getActiveResourcesInfo().length }),
    async close() {
      echo.close();
      await caller.close();
      await callee.close();
      await router.close();
    },
  };
}

export const router: Target = {
  name: 'router',
  covers: ['/dist/src/router/', '/dist/src/lib/msgpack', '/dist/src/lib/wamp-uri'],
  words: [
    ...['test_realm', 'roles', 'callee', 'caller', 'features', 'call_canceling', 'publisher', 'subscriber'],
    ...[
      'observatory.a',
      'observatory.b.ops',
      'observatory..feeds.heartbeat',
      'observatory',
      ECHO,
      'wamp.session.get',
    ],
    ...[
      'match',
      'exact',
      'prefix',
      'wildcard',
      'invoke',
      'single',
      'roundrobin',
      'force_reregister',
      'acknowledge',
    ],
    ...[
      'exclude_me',
      'mode',
      'kill',
      'skip',
      'killnowait',
      'wamp.error.runtime_error',
      'wamp.close.goodbye_and_out',
    ],
    ...['{"$number":"NaN"}', 'NaN', '\\u0000', '\\ud800', '.', '..', '#'],
  ],
  batch: 64,
  parallel: true,
  open,
};
