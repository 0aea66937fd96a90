import type { AccessCheck } from './director/agent-rules.js';

/** One execution of an operation, as recorded by the slot. Times are in the time of the world. */
export interface LoggedSession {
  readonly operation: string;
  /** The agent of the slot that ran it. */
  readonly agentStart: string;
  readonly number: number;
  /** UNIX seconds by the slot's own clock, as its agent reports it. */
  readonly startTime: number;
  /** The mark of the request that started it; null if the slot started it by itself. */
  readonly mark: string | null;
  readonly beganAt: number;
  /** When it ended; null while it runs, and if its agent died before the end. */
  endedAt: number | null;
  success: boolean | null;
  /** When the agent agreed to stop or abort it. */
  stopAcceptedAt: number | null;
}

/** A start that reached the agent, and its result. */
export interface LoggedStart {
  readonly at: number;
  readonly operation: string;
  readonly mark: string | null;
  /** The parameter `tag`; null without it. */
  readonly tag: string | null;
  /** The parameter `extra`; null without it. */
  readonly extra: number | null;
  /** The password of the request; null without an access director. */
  readonly access: AccessCheck | null;
  /** Whether the agent rejected it for its password. */
  readonly isRefused: boolean;
  /** Null if the agent rejected it. */
  readonly session: LoggedSession | null;
}

/** What a start gives to its session. */
export type StartParams = Pick<LoggedStart, 'mark' | 'tag' | 'extra' | 'access'>;

export const NO_PARAMS: StartParams = { mark: null, tag: null, extra: null, access: null };

/** A stop or an abort that reached the agent. */
export interface LoggedHalt {
  readonly at: number;
  readonly action: 'stop' | 'abort';
  readonly operation: string;
}

/** One agent of the slot. */
export interface LoggedAgent {
  readonly agentStart: string;
  readonly from: number;
  /** When it died; null while it is alive. */
  to: number | null;
}

/**
 * The slot's own record of what it did. The checkers compare the server with this record only. So it shares no code
 * with the core, and contains no data from the core.
 */
export interface SlotLog {
  readonly name: string;
  readonly address: string;
  readonly agents: LoggedAgent[];
  readonly starts: LoggedStart[];
  readonly sessions: LoggedSession[];
  readonly halts: LoggedHalt[];
  /** When the slot sent heartbeats that the router accepted. */
  readonly beats: number[];
}

export function createSlotLog(name: string, address: string): SlotLog {
  return { name, address, agents: [], starts: [], sessions: [], halts: [], beats: [] };
}

/** Whether the operation ran on the slot at that time, in any agent. */
export function ranAt({ sessions, agents }: SlotLog, operation: string, at: number): boolean {
  return sessions.some((session) => {
    if (session.operation !== operation || session.beganAt > at) return false;
    return at < (session.endedAt ?? Infinity) && !isDeadBy({ agents }, session.agentStart, at);
  });
}

/** Whether this agent had died by that time. */
export function isDeadBy({ agents }: Pick<SlotLog, 'agents'>, agentStart: string, at: number): boolean {
  const died = agents.find((agent) => agent.agentStart === agentStart)?.to ?? null;
  return died !== null && died <= at;
}
