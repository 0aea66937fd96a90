/** What a slot itself knows of one execution of an operation. Times are those of the world. */
export interface LoggedSession {
  readonly operation: string;
  /** Which agent of the slot ran it. */
  readonly agentStart: string;
  readonly number: number;
  /** UNIX seconds by the slot's own clock, as its agent reports it. */
  readonly startTime: number;
  /** What the request that started it was marked with; null if the slot started it by itself. */
  readonly tag: string | null;
  readonly beganAt: number;
  /** When it ended; null while it runs, and for ever if its agent died in it. */
  endedAt: number | null;
  success: boolean | null;
  /** When the agent agreed to stop or abort it. */
  stopAcceptedAt: number | null;
}

/** A start that reached the agent, and what the agent made of it. */
export interface LoggedStart {
  readonly at: number;
  readonly operation: string;
  readonly tag: string | null;
  /** Null if the agent rejected it. */
  readonly session: LoggedSession | null;
}

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
  /** When it died; null while it lives. */
  to: number | null;
}

/**
 * The slot's own record of what it did. The checkers judge by it alone, so it shares no code with the core and
 * nothing of what the core believes gets into it.
 */
export interface SlotLog {
  readonly name: string;
  readonly address: string;
  readonly agents: LoggedAgent[];
  readonly starts: LoggedStart[];
  readonly sessions: LoggedSession[];
  readonly halts: LoggedHalt[];
  /** When a heartbeat went out that the router took. */
  readonly beats: number[];
}

export function createSlotLog(name: string, address: string): SlotLog {
  return { name, address, agents: [], starts: [], sessions: [], halts: [], beats: [] };
}

/** Whether the operation ran on the slot at that moment, by any agent. */
export function ranAt({ sessions, agents }: SlotLog, operation: string, at: number): boolean {
  return sessions.some((session) => {
    if (session.operation !== operation || session.beganAt > at) return false;
    const died = agents.find(({ agentStart }) => agentStart === session.agentStart)?.to ?? null;
    const until = Math.min(session.endedAt ?? Infinity, died ?? Infinity);
    return at < until;
  });
}
