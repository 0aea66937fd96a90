import { type Clock, systemClock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import type { Secret } from '../lib/secret.js';
import type { Closable, WampConnection } from '../wamp/types.js';
import { toCallFailure } from './call-failure.js';
import {
  type AgentApi,
  type FeedInfo,
  type FeedMessage,
  feedMessage,
  guard,
  type Heartbeat,
  type OpsReply,
  opsReply,
  ProtocolError,
  parseAgentApi,
  parseHeartbeat,
} from './protocol.js';

/** Maximum time for an answer of an agent, except to a `wait`. */
export const ANSWER_TIMEOUT_MS = 10_000;

const WARN_INTERVAL_MS = 60_000;
const WARNED_TOPICS = 1000;

export interface StartOptions {
  /** Sent only if defined: agents before ocs 0.12 reject the argument. */
  readonly password?: Secret;
  readonly timeoutMs?: number;
}

/**
 * Calls the agents of an OCS network. Every method rejects only with a `CallFailure`. If an agent refuses, that is an
 * answer with the code ERROR.
 */
export interface OcsClient {
  getApi(address: string): Promise<AgentApi>;
  /** OK means accepted: the operation has not run yet. */
  start(address: string, operation: string, params: unknown, options?: StartOptions): Promise<OpsReply>;
  stop(address: string, operation: string, options?: StartOptions): Promise<OpsReply>;
  abort(address: string, operation: string, options?: StartOptions): Promise<OpsReply>;
  status(address: string, operation: string): Promise<OpsReply>;
  /**
   * Waits until the operation is idle, or answers TIMEOUT after `seconds`. It may return the session of another start.
   * If our link breaks in the meantime, Crossbar interrupts the call, and the agent marks the session as FAILED while
   * its work continues. So do not use it for sessions that must survive a loss of our link: see `createOcsBridge`.
   */
  wait(address: string, operation: string, seconds: number): Promise<OpsReply>;
  /** Heartbeats of all agents below `addressRoot`; malformed ones are logged and ignored. */
  onHeartbeat(addressRoot: string, listener: (heartbeat: Heartbeat) => void): Closable;
  /** Messages of one feed of the agents that match the pattern; malformed ones are logged and ignored. */
  onFeed(addressPattern: string, feed: string, listener: (message: FeedMessage) => void): Closable;
}

export function createOcsClient(
  connection: WampConnection,
  logger: Logger,
  clock: Clock = systemClock,
): OcsClient {
  const warnedAt = new Map<string, number>();

  async function call<T>(
    procedure: string,
    args: readonly unknown[],
    timeoutMs: number,
    parse: (answer: unknown) => T,
  ): Promise<T> {
    try {
      return parse(await connection.call(procedure, args, { timeoutMs }));
    } catch (error) {
      throw toCallFailure(error);
    }
  }

  function request(address: string, args: readonly unknown[], timeoutMs: number): Promise<OpsReply> {
    return call(`${address}.ops`, args, timeoutMs, (answer) => guard(opsReply, answer, 'an answer'));
  }

  function command(action: 'start' | 'stop' | 'abort') {
    return (address: string, operation: string, params: unknown, options: StartOptions = {}) => {
      const args = [action, operation, params, null];
      if (options.password !== undefined) args.push(options.password.reveal());
      return request(address, args, options.timeoutMs ?? ANSWER_TIMEOUT_MS);
    };
  }
  const [start, stop, abort] = [command('start'), command('stop'), command('abort')];

  /** Heartbeats come every second, so a topic with malformed messages is logged only once a minute. */
  function warnOfMalformed(topic: string, reason: string): void {
    const now = clock.monotonic();
    if (now - (warnedAt.get(topic) ?? Number.NEGATIVE_INFINITY) < WARN_INTERVAL_MS) return;
    if (warnedAt.size >= WARNED_TOPICS) warnedAt.clear();
    warnedAt.set(topic, now);
    logger.warn(
      { topic, reason },
      'malformed feed message ignored; further ones on this topic are not logged for 60 s',
    );
  }

  function subscribeGuarded<T extends { readonly info: FeedInfo }>(
    topic: string,
    parse: (args: readonly unknown[]) => T,
    listener: (value: T) => void,
  ): Closable {
    const match = topic.split('.').includes('') ? 'wildcard' : 'exact';
    return connection.subscribe(
      topic,
      (event) => {
        let value: T;
        try {
          value = parse(event.args);
          requireOwnTopic(value.info, event.topic);
        } catch (error) {
          if (!(error instanceof ProtocolError)) throw error;
          warnOfMalformed(event.topic, error.message);
          return;
        }
        listener(value);
      },
      { match },
    );
  }

  return {
    getApi: (address) => call(address, ['get_api'], ANSWER_TIMEOUT_MS, parseAgentApi),
    start,
    stop: (address, operation, options) => stop(address, operation, null, options),
    abort: (address, operation, options) => abort(address, operation, null, options),
    status: (address, operation) => request(address, ['status', operation, null, null], ANSWER_TIMEOUT_MS),
    wait: (address, operation, seconds) =>
      request(address, ['wait', operation, null, seconds], seconds * 1000 + ANSWER_TIMEOUT_MS),
    onHeartbeat: (addressRoot, listener) =>
      subscribeGuarded(`${addressRoot}..feeds.heartbeat`, parseHeartbeat, listener),
    onFeed: (addressPattern, feed, listener) =>
      subscribeGuarded(
        `${addressPattern}.feeds.${feed}`,
        (args) => guard(feedMessage, args, 'a feed message'),
        listener,
      ),
  };
}

/** Rejects a message with the address of another agent: it would create a wrong slot. */
function requireOwnTopic({ agent_address }: FeedInfo, topic: string): void {
  if (topic.startsWith(`${agent_address}.feeds.`)) return;
  throw new ProtocolError(`not a message of this feed: its agent_address is ${agent_address}`);
}
