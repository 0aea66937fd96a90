import type { AgentRules } from './director/agent-rules.js';
import { EPOCH_MS } from './process-clock.js';
import type { Random } from './random.js';
import {
  createSlotLog,
  type LoggedAgent,
  type LoggedSession,
  NO_PARAMS,
  type SlotLog,
  type StartParams,
} from './slot-log.js';
import { describeAgent, OPERATIONS, type OperationKind, type SlotHabits } from './slot-operations.js';
import { createSession, type Session } from './slot-session.js';
import type { WorldClock } from './world-clock.js';

/** The answer of an agent: a WAMP result, or a WAMP error with its URI. */
export type Answer = { readonly value: unknown } | { readonly error: string; readonly message: string };

/** Publishes on the router. Returns false if the router does not accept it. */
export type Publish = (topic: string, args: readonly unknown[]) => boolean;

/** One SMuRF slot and its agent: an independent state machine that logs what it does. */
export interface Slot {
  readonly log: SlotLog;
  readonly name: string;
  readonly address: string;
  readonly streamId: string;
  readonly isAlive: boolean;
  readonly isFrozen: boolean;
  /** The current sessions of its agent, by operation. */
  sessions(): ReadonlyMap<string, LoggedSession>;
  /** A call of `get_api` or `.ops`. `answer` may be called much later, or never. */
  receive(
    procedure: string,
    args: readonly unknown[],
    answer: (answer: Answer) => void,
    kwargs?: Readonly<Record<string, unknown>>,
  ): void;
  /** A message of the access director. */
  hear(message: unknown): void;
  start(): void;
  /** The agent dies; its sessions are lost. */
  crash(): void;
  /** The process of the agent is stopped. */
  freeze(): void;
  thaw(): void;
  /** A mute agent publishes nothing, but still answers calls. */
  setMute(isMute: boolean): void;
}

export interface SlotOptions {
  readonly world: WorldClock;
  readonly random: Random;
  readonly habits: SlotHabits;
  readonly number: number;
  /** The access rules of its agent; null without an access director. */
  readonly rules: AgentRules | null;
  readonly publish: Publish;
  readonly note: (text: string) => void;
}

const ERROR = -1;
const OK = 0;
const TIMED_OUT = 1;

export function createSlot(options: SlotOptions): Slot {
  const { world, random, habits, number, rules, publish, note } = options;
  const name = `s${number}`;
  const address = `observatory.pysmurf-controller-${name}`;
  const streamId = `ufm_mv${number}`;
  const log = createSlotLog(name, address);
  /** The difference of its clock from the time of the world; NTP keeps it small. */
  const clockOffset = random.between(-1000, 1000);
  let sessions = new Map<string, Session>();
  let agent: LoggedAgent | null = null;
  let nextSession = 0;
  let lock: Session | null = null;
  let isFrozen = false;
  let isMute = false;
  /** Actions that the agent executes when it continues, in this order. */
  let inbox: (() => void)[] = [];

  const time = () => (EPOCH_MS + world.now + clockOffset) / 1000;

  /** An agent acts only while it is alive and not stopped. */
  function later(ms: number, act: () => void): void {
    const own = agent;
    const due = () => {
      if (agent !== own) return;
      if (isFrozen) inbox.push(due);
      else act();
    };
    world.after(ms, due);
  }

  function feed(feedName: string, message: unknown): void {
    if (!agent || isMute) return;
    const topic = `${address}.feeds.${feedName}`;
    const info = {
      agent_address: address,
      agent_class: 'PysmurfController',
      feed_name: feedName,
      address: topic,
      session_id: agent.agentStart,
    };
    if (publish(topic, [[message, info]]) && feedName === 'heartbeat') log.beats.push(world.now);
  }

  function beat(): void {
    const codes = Object.keys(OPERATIONS).map((operation) => [operation, sessions.get(operation)?.code ?? 1]);
    feed('heartbeat', Object.fromEntries(codes));
    later(1000, beat);
  }

  function readState(): void {
    if (habits.reportsState && sessions.get('check_state')?.status === 'running') feed('state_results', {});
    later(10_000, readState);
  }

  function begin(operation: string, given: StartParams): Session {
    const kind = OPERATIONS[operation] as OperationKind;
    const { mark } = given;
    const logged: LoggedSession = {
      ...{ operation, mark, agentStart: agent?.agentStart ?? '', number: nextSession++ },
      ...{ startTime: time(), beganAt: world.now, endedAt: null, success: null, stopAcceptedAt: null },
    };
    log.sessions.push(logged);
    log.starts.push({ at: world.now, operation, ...given, isRefused: false, session: logged });
    note(`${name} begins ${operation} #${logged.number}${mark === null ? '' : ` of ${mark}`}`);
    const session = createSession(logged, time, streamId);
    sessions.set(operation, session);
    later(random.between(0, 30), () => carryOut(session, kind));
    return session;
  }

  function end(session: Session, success: boolean, words: string): void {
    if (session.status === 'done') return;
    session.end(success, words);
    session.logged.endedAt = world.now;
    session.logged.success = success;
    if (lock === session) lock = null;
    note(`${name} ends ${session.operation} #${session.logged.number}: ${success ? 'success' : words}`);
  }

  function carryOut(session: Session, kind: OperationKind): void {
    const { operation } = session;
    if (session.status === 'done') return;
    session.run();
    if (kind.locks && lock !== null) {
      end(session, false, `Operation failed: ${lock.operation} is running.`);
      return;
    }
    if (kind.locks) lock = session;
    if (operation === 'abort') {
      const script = sessions.get('run');
      const isRunning = script !== undefined && script.status !== 'done';
      if (isRunning) {
        script.logged.stopAcceptedAt = world.now;
        later(random.between(5, 500), () => end(script, false, 'The script was killed.'));
      }
      later(20, () => end(session, isRunning, isRunning ? 'Aborted' : 'CRASH: no script runs'));
    } else if (operation === 'zero_biases') {
      const setting = sessions.get('set_biases');
      if (!setting || setting.status === 'done')
        begin('set_biases', { ...NO_PARAMS, mark: `${session.logged.mark}/set` });
      end(session, true, 'Zeroed.');
    } else if (kind.type === 'process') {
      if (session.isStopping) later(random.between(10, 3000), () => end(session, true, 'Stopped.'));
      else if (operation === 'stream') later(random.between(500, 8000), () => session.streamOn());
    } else if (!random.chance(habits.hang)) {
      const ms = random.chance(habits.instant)
        ? random.between(0, 50)
        : Math.min(120_000, random.wait(habits.meanSeconds * 1000));
      const isGood = !random.chance(habits.fail);
      later(ms, () => end(session, isGood, isGood ? 'Done.' : 'It did not work.'));
    }
  }

  function onStart(operation: string, params: unknown, password: string | null): readonly unknown[] {
    const { mark, tag, extra } = { ...NO_PARAMS, ...(params as Partial<StartParams> | null) };
    const before = sessions.get(operation);
    const access = rules?.checked(password) ?? null;
    const reject = (words: string, shown: unknown, isRefused = false): readonly unknown[] => {
      log.starts.push({ at: world.now, operation, mark, tag, extra, access, isRefused, session: null });
      note(`${name} rejects ${operation} of ${mark}: ${words}`);
      return [ERROR, words, shown];
    };
    if (before && before.status !== 'done') {
      return reject(`Operation "${operation}" already in progress.`, before.encoded());
    }
    // ocs drops the previous session before it checks the password and the parameters.
    sessions.delete(operation);
    const refusal = rules?.refusal(password) ?? null;
    if (refusal !== null) return reject(refusal, {}, true);
    if (random.chance(habits.reject)) return reject('Unexpected parameter.', {});
    return [OK, `Started "${operation}".`, begin(operation, { mark, tag, extra, access }).encoded()];
  }

  function onHalt(action: 'stop' | 'abort', operation: string, password: string | null): readonly unknown[] {
    const kind = OPERATIONS[operation];
    const session = sessions.get(operation);
    log.halts.push({ at: world.now, action, operation });
    note(`${name} is asked to ${action} ${operation}`);
    if (!kind || (action === 'stop') !== (kind.type === 'process')) {
      return [ERROR, `Cannot "${action}" "${operation}".`, {}];
    }
    const refusal = rules?.refusal(password) ?? null;
    if (refusal !== null) return [ERROR, refusal, {}];
    if (!session) return [ERROR, 'No session active.', {}];
    if (session.status === 'done' || session.status === 'stopping') {
      return [ERROR, `The operation is already ${session.status}`, {}];
    }
    if (action === 'stop' || kind.abortable) {
      session.logged.stopAcceptedAt ??= world.now;
      const wasRunning = session.status === 'running';
      session.stop();
      const success = action === 'stop';
      // Before the session runs, the stop is only stored; the session checks it when it runs.
      if (wasRunning || !success) {
        later(random.between(10, 3000), () => end(session, success, 'Stopped.'));
      }
    }
    return [OK, `Requested ${action}.`, session.encoded()];
  }

  function wait(operation: string, seconds: number, answer: (answer: Answer) => void): void {
    const session = sessions.get(operation);
    if (!session) {
      answer({ value: [OK, 'Idle.', {}] });
      return;
    }
    let isAnswered = false;
    const settle = (code: number) => {
      if (isAnswered) return;
      isAnswered = true;
      answer({ value: [code, 'Waited.', session.encoded()] });
    };
    session.whenDone(() => settle(OK));
    if (!isAnswered) later(seconds * 1000, () => settle(TIMED_OUT));
  }

  function handle(procedure: string, args: readonly unknown[], answer: (answer: Answer) => void): void {
    const [action, operation, params, timeout, password = null] = args;
    const name = String(operation);
    const given = typeof password === 'string' ? password : null;
    if (procedure === address)
      answer({ value: describeAgent(habits, rules, (name) => sessions.get(name)?.encoded()) });
    else if (action === 'start') answer({ value: onStart(name, params, given) });
    else if (action === 'stop' || action === 'abort') answer({ value: onHalt(action, name, given) });
    else if (action === 'wait') wait(name, Number(timeout), answer);
    else answer({ value: [OK, 'Status.', sessions.get(name)?.encoded() ?? {}] });
  }

  return {
    ...{ log, name, address, streamId },
    get isAlive() {
      return agent !== null;
    },
    get isFrozen() {
      return isFrozen;
    },
    sessions: () => new Map([...sessions].map(([operation, { logged }]) => [operation, logged])),
    receive(procedure, args, answer) {
      const act = () => handle(procedure, args, answer);
      if (isFrozen) inbox.push(act);
      else act();
    },
    hear(message) {
      const act = () => rules?.hear(message);
      if (isFrozen) inbox.push(act);
      else if (agent) act();
    },
    start() {
      if (agent) return;
      rules?.forget();
      agent = { agentStart: String(time()), from: world.now, to: null };
      log.agents.push(agent);
      sessions = new Map();
      nextSession = 0;
      lock = null;
      note(`${name} has a new agent`);
      begin('check_state', NO_PARAMS);
      later(random.between(0, 1000), beat);
      later(random.between(500, 10_000), readState);
    },
    crash() {
      if (!agent) return;
      note(`${name} loses its agent`);
      agent.to = world.now;
      agent = null;
      isFrozen = false;
      inbox = [];
    },
    freeze() {
      if (!agent || isFrozen) return;
      isFrozen = true;
      note(`${name} freezes`);
    },
    thaw() {
      if (!isFrozen) return;
      isFrozen = false;
      note(`${name} moves again`);
      for (const act of inbox.splice(0)) act();
    },
    setMute(mute) {
      if (isMute !== mute) note(`${name} ${mute ? 'becomes silent' : 'publishes again'}`);
      isMute = mute;
    },
  };
}
