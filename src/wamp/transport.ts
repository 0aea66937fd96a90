import { WebSocket } from 'ws';
import type { Clock } from '../lib/clock.js';
import type { Closable } from '../lib/topic.js';
import { RUNTIME_ERROR, WAMP_ERRORS, WampError } from './error.js';
import type { Serializer } from './serializer.js';

/** Session data of 1,600 channels with their curves reach megabytes. */
const MAX_FRAME_BYTES = 64 * 1024 * 1024;
/** How long a peer may take to answer our closing of the WebSocket before the socket is cut. */
const CLOSE_TIMEOUT_MS = 1000;

const YIELD = 70;
const ERROR = 8;
const INVOCATION = 68;

export interface Ping {
  /** Milliseconds between two pings. */
  readonly everyMs: number;
  /** The link ends when no byte came for so long. */
  readonly silentMs: number;
}

export interface TransportOptions {
  readonly url: string;
  /** Offered to the router in this order. */
  readonly serializers: readonly Serializer[];
  readonly handshakeTimeoutMs: number;
  readonly ping: Ping;
  readonly clock: Clock;
  onOpen(): void;
  /** Called for each message that could not be read; it has been passed over. */
  onUnreadable(error: unknown): void;
  /** Called once, at the first sign of the end, on either side. */
  onEnd(reason: string): void;
}

/** Messages of one WAMP session, in both directions. */
export interface WebSocketTransport {
  /** Set by the session. What it throws is reported by `onUnreadable`. */
  onmessage: (message: readonly unknown[]) => void;
  /** Throws a {@link WampError} for what can't be encoded; does nothing once the link has ended. */
  send(message: readonly unknown[]): void;
  close(code?: number, reason?: string): void;
  /** Resolves when the socket is closed. */
  readonly finished: Promise<void>;
}

/** Opens a WebSocket for one WAMP session. Never throws, and never lets an event of the socket escape. */
export function openTransport(options: TransportOptions): WebSocketTransport {
  const { clock, serializers } = options;
  const socketOptions = {
    handshakeTimeout: options.handshakeTimeoutMs,
    closeTimeout: CLOSE_TIMEOUT_MS,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
  };
  const socket = new WebSocket(
    options.url,
    serializers.map((serializer) => serializer.subprotocol),
    socketOptions,
  );
  const finished = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  let serializer: Serializer | undefined;
  let pinging: Closable | undefined;
  let ended = false;

  function end(reason: string): void {
    if (ended) return;
    ended = true;
    pinging?.close();
    options.onEnd(reason);
  }

  function drop(reason: string): void {
    end(reason);
    socket.terminate();
  }

  const transport: WebSocketTransport = {
    finished,
    onmessage: () => {},
    send(message) {
      if (serializer === undefined || socket.readyState !== WebSocket.OPEN) return;
      socket.send(encodeMessage(serializer, message));
    },
    close(_code, reason) {
      end(reason ?? 'closed');
      socket.close();
    },
  };

  socket.on('upgrade', (response) => {
    if (ended) return;
    pinging = startPinging(socket, response.socket, options.ping, clock, () => {
      drop(`nothing was heard from the router for ${options.ping.silentMs / 1000} s`);
    });
  });
  socket.on('open', () => {
    serializer = serializers.find((one) => one.subprotocol === socket.protocol);
    if (serializer === undefined) drop(`the router chose the unknown subprotocol "${socket.protocol}"`);
    else options.onOpen();
  });
  socket.on('message', (frame: Buffer, isBinary) => {
    if (ended || serializer === undefined) return;
    try {
      if (isBinary !== serializer.binary) throw new TypeError(`not a frame of ${serializer.subprotocol}`);
      transport.onmessage(serializer.decode(frame));
    } catch (error) {
      // autobahn throws here too, where a message has not the elements that the protocol says.
      options.onUnreadable(error);
    }
  });
  socket.on('error', (error) => end(describe(error)));
  socket.on('close', (code, reason) => end(describeClose(code, reason.toString())));
  return transport;
}

/**
 * Pings, and counts the pings to which not one byte came back, whichever message it belongs to. Counting
 * pings instead of seconds is fair where our own process was held up: then no ping was sent either.
 */
function startPinging(
  socket: WebSocket,
  bytes: { readonly bytesRead: number },
  ping: Ping,
  clock: Clock,
  onSilent: () => void,
): Closable {
  const allowed = Math.max(1, Math.round(ping.silentMs / ping.everyMs));
  let unanswered = 0;
  let seen = -1;
  return clock.every(ping.everyMs, () => {
    unanswered = bytes.bytesRead === seen ? unanswered + 1 : 0;
    seen = bytes.bytesRead;
    if (unanswered >= allowed) onSilent();
    else if (socket.readyState === WebSocket.OPEN) socket.ping();
  });
}

/**
 * Throws a {@link WampError} for what can't be encoded. An answer to an invocation becomes an error
 * answer instead: autobahn sends it where nobody could catch, and the caller would never get an answer.
 */
export function encodeMessage(serializer: Serializer, message: readonly unknown[]): Uint8Array | string {
  try {
    return serializer.encode(message);
  } catch (error) {
    const text = `can not be encoded for ${serializer.subprotocol}: ${describe(error)}`;
    const request = message[0] === YIELD ? message[1] : message[0] === ERROR ? message[2] : undefined;
    if (request === undefined)
      throw new WampError(WAMP_ERRORS.notEncodable, `a message ${text}`, { sent: false });
    const answer = [ERROR, INVOCATION, request, {}, RUNTIME_ERROR, [`the answer ${text}`]];
    return serializer.encode(answer);
  }
}

function describeClose(code: number, reason: string): string {
  // 1006 is never sent: it stands for an end without the closing handshake of WebSocket.
  if (code === 1006) return 'the link broke off';
  return `the router closed the link: ${code}${reason === '' ? '' : ` ${reason}`}`;
}

/** Node gives an error without message where every address of a name refused. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== '') return error.message;
  return 'code' in error ? String(error.code) : error.name;
}
