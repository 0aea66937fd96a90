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

/** How long an agent may take to answer anything but a `wait`. */
export const ANSWER_TIMEOUT_MS = 10_000;

const WARN_INTERVAL_MS = 60_000;
const WARNED_TOPICS = 1000;

export interface StartOptions {
  /** Passed only if given: agents before ocs 0.12 refuse the argument. */
  readonly password?: Secret;
  readonly timeoutMs?: number;
}

/**
 * Asks the agents of an OCS network. Every method rejects with a `CallFailure` and with nothing else; an
 * agent's own refusal is an answer, with code ERROR.
 */
export interface OcsClient {
  getApi(address: string): Promise<AgentApi>;
  /** OK means accepted: the operation has not run yet. */
  start(address: string, operation: string, params: unknown, options?: StartOptions): Promise<OpsReply>;
  stop(address: string, operation: string, options?: StartOptions): Promise<OpsReply>;
  abort(address: string, operation: string, options?: StartOptions): Promise<OpsReply>;
  status(address: string, operation: string): Promise<OpsReply>;
  /**
   * Holds until the operation is idle, or answers TIMEOUT after `seconds`. It may report another's session.
   * If our link breaks meanwhile, Crossbar interrupts the call, and the agent ends the session that it waits for
   * as FAILED while its work goes on: not for sessions that must survive us. See `createOcsBridge`.
   */
  wait(address: string, operation: string, seconds: number): Promise<OpsReply>;
  /** Heartbeats of all agents below `addressRoot`; a malformed one is logged and passed over. */
  onHeartbeat(addressRoot: string, listener: (heartbeat: Heartbeat) => void): Closable;
  /** Messages of one feed of every agent, or of the agents of one address; malformed ones as above. */
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

  /** Heartbeats come every second: a topic that is always malformed is logged once in a while. */
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

/** A message that says it is another agent's would make a slot of a mistake. */
function requireOwnTopic({ agent_address }: FeedInfo, topic: string): void {
  if (topic.startsWith(`${agent_address}.feeds.`)) return;
  throw new ProtocolError(`not a message of this feed: it says that it is from ${agent_address}`);
}
