import { WebSocket } from 'ws';
import type { Clock } from '../lib/clock.js';
import { messageOf } from '../lib/error-message.js';
import { type Ping, startPinging } from '../lib/pinging.js';
import type { Closable } from '../lib/topic.js';
import { RUNTIME_ERROR, WAMP_ERRORS, WampError } from './error.js';
import type { Serializer } from './serializer.js';

/** Session data of 1,600 channels with their curves reach megabytes. */
const MAX_FRAME_BYTES = 64 * 1024 * 1024;
/** Maximum time for the peer to answer our close frame before the socket is destroyed. */
const CLOSE_TIMEOUT_MS = 1000;

const YIELD = 70;
const ERROR = 8;
const INVOCATION = 68;

export interface TransportOptions {
  readonly url: string;
  /** Offered to the router in this order. */
  readonly serializers: readonly Serializer[];
  readonly handshakeTimeoutMs: number;
  readonly ping: Ping;
  readonly clock: Clock;
  onOpen(): void;
  /** Called for each message that could not be decoded; the message is ignored. */
  onUnreadable(error: unknown): void;
  /** Called once, when either side begins to close. */
  onEnd(reason: string): void;
}

/** Sends and receives the messages of one WAMP session. */
export interface WebSocketTransport {
  /** Set by the session. Its errors are reported by `onUnreadable`. */
  onmessage: (message: readonly unknown[]) => void;
  /** Throws a {@link WampError} if the message cannot be encoded. Does nothing after the link has ended. */
  send(message: readonly unknown[]): void;
  close(code?: number, reason?: string): void;
  /** Resolves when the socket is closed. */
  readonly finished: Promise<void>;
}

/** Opens a WebSocket for one WAMP session. Never throws, and handles all error events of the socket. */
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
      drop(`the router sent nothing for ${options.ping.silentMs / 1000} s`);
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
      // autobahn also throws here if a message does not have the elements that the protocol requires.
      options.onUnreadable(error);
    }
  });
  socket.on('error', (error) => end(messageOf(error)));
  socket.on('close', (code, reason) => end(describeClose(code, reason.toString())));
  return transport;
}

/**
 * Throws a {@link WampError} if the message cannot be encoded. An answer to an invocation becomes an error answer
 * instead: autobahn sends it in a place where the error cannot be caught, and the caller would never get an answer.
 */
export function encodeMessage(serializer: Serializer, message: readonly unknown[]): Uint8Array | string {
  try {
    return serializer.encode(message);
  } catch (error) {
    const text = `cannot be encoded for ${serializer.subprotocol}: ${messageOf(error)}`;
    const request = message[0] === YIELD ? message[1] : message[0] === ERROR ? message[2] : undefined;
    if (request === undefined)
      throw new WampError(WAMP_ERRORS.notEncodable, `a message ${text}`, { sent: false });
    const answer = [ERROR, INVOCATION, request, {}, RUNTIME_ERROR, [`the answer ${text}`]];
    return serializer.encode(answer);
  }
}

function describeClose(code: number, reason: string): string {
  // 1006 is never sent: it means that the WebSocket ended without a closing handshake.
  if (code === 1006) return 'the connection was broken';
  return `the router closed the connection: ${code}${reason === '' ? '' : ` ${reason}`}`;
}
