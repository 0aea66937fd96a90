import { hostname } from 'node:os';
import { type Clock, systemClock } from '../../lib/clock.js';
import type { Logger } from '../../lib/logger.js';
import type { RequestTrace } from '../../lib/request-trace.js';
import { shortened } from '../../lib/shortened.js';
import { createTopic, logListenerErrors } from '../../lib/topic.js';
import type { CallDetails, Closable, Registration, WampConnection } from '../../wamp/types.js';
import { type AccessPolicy, NO_POLICY } from '../access/policy.js';
import { REPLY_CODES } from '../protocol.js';
import { createAgentAccess } from './access.js';
import type { Caller } from './caller.js';
import { type Block, createFeed, type Feed, type FeedOptions } from './feed.js';
import { createOperations, type ProcessDefinition, type Reply, type TaskDefinition } from './operations.js';
import type { Params } from './parameters.js';
import { type OpSession, unixTime } from './session.js';
import { fitOperations } from './size.js';

const HEARTBEAT_INTERVAL_MS = 1000;

/** Maximum length of the name of an action or operation in an answer. */
const MAX_NAME_LENGTH = 200;

/** Maximum time for running operations to stop when the agent closes; the same as in ocs. */
const STOP_SECONDS = 3;

export interface AgentOptions {
  readonly connection: WampConnection;
  /** Usually `observatory`. */
  readonly addressRoot: string;
  readonly instanceId: string;
  readonly agentClass: string;
  /** If true, each message is marked as coming from a simulated agent. Defaults to false. */
  readonly simulated?: boolean;
  /** By default everybody has level 1. */
  readonly accessPolicy?: AccessPolicy;
  /** Surrounds each start, stop and abort by another program. Defaults to nothing. */
  readonly onCommand?: OnCommand;
  readonly logger: Logger;
  readonly clock?: Clock;
}

/** A start, stop or abort by another program. */
export interface Command {
  readonly action: 'start' | 'stop' | 'abort';
  readonly operation: string;
  readonly params: unknown;
  /** The session of the caller at the router; null if the router does not disclose it. */
  readonly session: number | null;
}

/** Carries out a command with `obey`, and returns its reply. */
export type OnCommand = (command: Command, obey: (trace?: RequestTrace) => Reply) => Reply;

/** Whether an agent has its address on the network. */
export interface AgentStanding {
  /** True while the router delivers calls to the agent's address to us. */
  readonly registered: boolean;
  /** Why the router refused; another agent may have the address. Null when registered or not yet tried. */
  readonly refusal: string | null;
}

/** An agent on an OCS network. For OCS clients it behaves like an agent in Python. */
export interface Agent {
  readonly address: string;
  /** Operations can be registered at any time, feeds only before {@link Agent.open}. */
  registerTask(name: string, task: TaskDefinition): void;
  registerProcess(name: string, process: ProcessDefinition): void;
  registerFeed(name: string, options?: FeedOptions): void;
  /**
   * Registers the agent. Heartbeats are sent while both procedures of the agent are registered. The startup processes
   * start when that is first the case.
   */
  open(): void;
  /** Resolves when the agent is first registered on the network; never if it is closed before that. */
  readonly registered: Promise<void>;
  readonly standing: AgentStanding;
  /** Calls `listener` on each change of `standing`. */
  onStandingChange(listener: (standing: AgentStanding) => void): Closable;
  publish(feed: string, message: unknown): void;
  /** Publishes one sample on a recorded feed. */
  publishBlock(feed: string, block: Block): void;
  /** Starts one of the agent's own operations. The caller defaults to a client without a password. */
  start(operation: string, params: Params, caller?: Caller): Reply;
  session(operation: string): OpSession | undefined;
  /** Stops running operations, waits at most three seconds, and unregisters. The connection stays open. */
  close(): Promise<void>;
}

export function createAgent({
  connection,
  addressRoot,
  instanceId,
  agentClass,
  simulated = false,
  accessPolicy = NO_POLICY,
  onCommand = (_command, obey) => obey(),
  logger,
  clock = systemClock,
}: AgentOptions): Agent {
  const address = `${addressRoot}.${instanceId}`;
  const startedAt = String(unixTime(clock));
  const operations = createOperations(logger, clock);
  const access = createAgentAccess({
    policy: accessPolicy,
    connection,
    addressRoot,
    instanceId,
    agentClass,
    logger,
    clock,
  });
  const feeds = new Map<string, Feed>();
  const standingChanges = createTopic<AgentStanding>(logListenerErrors(logger));
  /** The registrations of `.ops` and, after that one is granted, of the agent's address. */
  let operating: Registration | null = null;
  let managing: Registration | null = null;
  let standing: AgentStanding = { registered: false, refusal: null };
  const held: Closable[] = [];
  let started = false;
  let resolveRegistered = () => {};
  const registered = new Promise<void>((resolve) => {
    resolveRegistered = resolve;
  });

  function feed(name: string): Feed {
    const known = feeds.get(name);
    if (!known) throw new Error(`Feed ${name} is not registered.`);
    return known;
  }

  function publishOn(topic: string, message: readonly unknown[]): void {
    if (!connection.publish(topic, [message]))
      logger.debug({ topic }, 'not published: no connection to the router');
  }

  /** The procedure `.ops`. The HTTP client of ocs sends the arguments after `params` by name. */
  function onRequest(
    args: readonly unknown[],
    kwargs: Readonly<Record<string, unknown>>,
    { caller: session }: CallDetails = {},
  ): unknown {
    const [action, operation, params = kwargs['params'], timeout = kwargs['timeout'], positional] = args;
    for (const [what, value] of Object.entries({ action, operation })) {
      if (typeof value !== 'string')
        return [
          REPLY_CODES.ERROR,
          `The ${what} must be a string, for example action "status" and operation "monitor".`,
          {},
        ];
    }
    const name = shortened(String(operation), MAX_NAME_LENGTH);
    const password = positional ?? kwargs['password'];
    switch (action) {
      case 'start':
      case 'stop':
      case 'abort': {
        const identified = access.identify(password);
        const command = { action, operation: name, params, session: session ?? null };
        return onCommand(command, (trace) => {
          const caller = { ...identified, trace };
          return action === 'start'
            ? operations.start(name, params ?? {}, caller)
            : operations.halt(action, name, caller);
        });
      }
      case 'wait':
        return operations.wait(name, typeof timeout === 'number' ? timeout : null);
      case 'status':
        return operations.status(name);
      default:
        return [
          REPLY_CODES.ERROR,
          `No implementation for "${shortened(String(action), MAX_NAME_LENGTH)}"`,
          {},
        ];
    }
  }

  /** The procedure at the agent's address. */
  function onManagement([query]: readonly unknown[]): unknown {
    const encodedFeeds = [...feeds].map(([name, { info }]) => [name, info]);
    switch (query) {
      case 'get_api': {
        const all = fitOperations([...operations.encoded('process'), ...operations.encoded('task')]);
        const ofType = (type: string) => all.filter(([, , { op_type }]) => op_type === type);
        return {
          agent_class: agentClass,
          instance_hostname: hostname(),
          instance_pid: process.pid,
          feeds: encodedFeeds,
          processes: ofType('process'),
          tasks: ofType('task'),
          access_control: access.info,
        };
      }
      case 'get_tasks':
        return operations.encoded('task');
      case 'get_processes':
        return operations.encoded('process');
      case 'get_feeds':
        return encodedFeeds;
      case 'get_agent_class':
        return agentClass;
      default:
        return null;
    }
  }

  function registerFeed(name: string, options: FeedOptions = {}): void {
    feeds.set(name, createFeed({ address, agentClass, startedAt, simulated }, name, options));
  }

  function beat(): void {
    const { info, encode } = feed('heartbeat');
    // An agent that stands by must not send heartbeats for the address of another agent.
    if (standing.registered) publishOn(info.address, encode(operations.opCodes()));
  }

  /** Called at every registration; the startup processes are started only at the first. */
  function onRegistered(): void {
    if (!started) operations.startStartupProcesses(access.self);
    started = true;
    access.poll();
    resolveRegistered();
    beat();
  }

  /**
   * The address is registered only after `.ops`: otherwise two agents with the same name that start at the same time
   * could get one procedure each, and both would stand by forever.
   */
  function onRegistration(): void {
    if (operating?.registered) {
      managing ??= connection.register(address, onManagement, onRegistration);
    } else {
      managing?.close();
      managing = null;
    }
    const holds = managing?.registered ?? false;
    const refusal = operating?.reason ?? managing?.reason ?? null;
    if (holds === standing.registered && refusal === standing.refusal) return;
    const isNew = holds && !standing.registered;
    standing = { registered: holds, refusal };
    if (isNew) onRegistered();
    standingChanges.emit(standing);
  }

  registerFeed('heartbeat');

  return {
    address,
    registered,
    get standing() {
      return standing;
    },
    onStandingChange: standingChanges.listen,
    registerTask: operations.registerTask,
    registerProcess: operations.registerProcess,
    registerFeed,
    open() {
      // First, so that the rules are received that the poll after the registrations requests.
      const listening = access.open();
      operating = connection.register(`${address}.ops`, onRequest, onRegistration);
      held.push(
        listening,
        { close: () => operating?.close() },
        { close: () => managing?.close() },
        clock.every(HEARTBEAT_INTERVAL_MS, beat),
      );
    },
    publish: (name, message) => publishOn(feed(name).info.address, feed(name).encode(message)),
    publishBlock: (name, block) => publishOn(feed(name).info.address, feed(name).encodeBlock(block)),
    start: (operation, params, caller = access.identify(undefined)) =>
      operations.start(operation, params, caller),
    session: operations.session,
    async close() {
      await operations.stopAll(STOP_SECONDS);
      for (const closable of held.splice(0)) closable.close();
    },
  };
}
