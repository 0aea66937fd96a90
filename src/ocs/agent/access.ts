import type { Clock } from '../../lib/clock.js';
import { messageOf } from '../../lib/error-message.js';
import type { Logger } from '../../lib/logger.js';
import { createSecret } from '../../lib/secret.js';
import type { Closable, WampConnection } from '../../wamp/types.js';
import { AC_VERSION, parseControls } from '../access/controls.js';
import type { AccessPolicy } from '../access/policy.js';
import { type AccessRule, credentialsOf } from '../access/rules.js';
import { feedMessage, guard, ProtocolError } from '../protocol.js';
import { ANYBODY, type Caller, SUPERUSER } from './caller.js';
import { unixTime } from './session.js';

const POLL_TIMEOUT_MS = 10_000;

/** The access control of an agent in get_api. It exists since OCS 0.12, also without a policy. */
export interface AccessControlInfo {
  readonly version: number;
  readonly policy: AccessPolicy['kind'];
  /** UNIX time of the agent's start, or of the last message from the access director. */
  readonly update_timestamp: number;
  /** Number of messages from the access director to this agent. */
  readonly update_count: number;
  /** The step of the access director in its last message. */
  readonly step: number;
}

export interface AgentAccess {
  readonly info: AccessControlInfo;
  /** The agent itself as a caller, when it starts its own operations. */
  readonly self: Caller;
  /** A password that is not a string counts as none. */
  identify(password: unknown): Caller;
  /** Listens to the access director, if there is one, until closed. */
  open(): Closable;
  /** Requests the rules from the access director; call it at every join. The old rules are used until then. */
  poll(): void;
}

export interface AgentAccessOptions {
  readonly policy: AccessPolicy;
  readonly connection: WampConnection;
  readonly addressRoot: string;
  readonly instanceId: string;
  readonly agentClass: string;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** The access control of an agent, with the rules of `OCSAgent` in `ocs/ocs_agent.py`. */
export function createAgentAccess(options: AgentAccessOptions): AgentAccess {
  const { policy, connection, addressRoot, instanceId, agentClass, logger, clock } = options;
  const identity = { instanceId, agentClass };
  const director = policy.kind === 'director' ? `${addressRoot}.${policy.instanceId}` : null;
  const closing = new AbortController();
  let rules: readonly AccessRule[] = policy.kind === 'override' ? policy.rules : [];
  let info: AccessControlInfo = {
    version: AC_VERSION,
    policy: policy.kind,
    update_timestamp: unixTime(clock),
    update_count: 0,
    step: 0,
  };

  function onControls(args: readonly unknown[]): void {
    const controls = parseControls(guard(feedMessage, args, 'a feed message').message);
    if (controls === null) return;
    if (controls.target !== 'all' && controls.target.instanceId !== instanceId) return;
    rules = controls.rules;
    info = {
      ...info,
      update_timestamp: unixTime(clock),
      update_count: info.update_count + 1,
      step: controls.step,
    };
  }

  async function askDirector(address: string): Promise<void> {
    try {
      const kwargs = { instance_id: instanceId, agent_class: agentClass };
      const bounds = { timeoutMs: POLL_TIMEOUT_MS, signal: closing.signal };
      await connection.call(`${address}.agent_poll`, [], { ...bounds, kwargs });
    } catch (error) {
      if (closing.signal.aborted) return;
      const reason = messageOf(error);
      logger.warn(
        { director: address, reason },
        'access director did not answer; keeping its last rules (deny all if there are none)',
      );
    }
  }

  return {
    get info() {
      return info;
    },
    self: policy.kind === 'none' ? ANYBODY : SUPERUSER,
    identify(given) {
      const text = typeof given === 'string' ? given : '';
      const credentials = policy.kind === 'none' ? ANYBODY : credentialsOf(rules, identity, text);
      return { ...credentials, password: text === '' ? undefined : createSecret(text) };
    },
    open() {
      if (director === null) return { close: () => {} };
      const listening = connection.subscribe(`${director}.feeds.controls`, ({ args }) => {
        try {
          onControls(args);
        } catch (error) {
          if (!(error instanceof ProtocolError)) throw error;
          logger.error(
            { director, reason: error.message },
            'malformed message of the access director ignored; keeping the old access rules',
          );
        }
      });
      return {
        close() {
          closing.abort();
          listening.close();
        },
      };
    },
    poll() {
      if (director !== null) void askDirector(director);
    },
  };
}
