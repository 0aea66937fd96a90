import type { Run } from '../../src/core/runs/run.js';
import type { StopAllResult } from '../../src/core/runs/stop-all.js';
import type { SentCall } from './link.js';
import type { SlotLog } from './slot-log.js';

/** A run as the server showed it to everybody at a moment. */
export interface Publication {
  readonly at: number;
  readonly run: Run;
}

/** A start that somebody asked the server for. */
export interface Request {
  /** Marks it: every start that reaches a slot for its sake carries it. */
  readonly tag: string;
  readonly at: number;
  readonly operation: string;
  /** Null while nobody has heard what came of it, and for ever if the server died. */
  answer: { readonly run: Run } | { readonly error: string } | null;
}

/** A stop or an abort that somebody asked the server for, and that it took. */
export interface HaltRequest {
  readonly at: number;
  readonly run: Run;
  /** Whether the server could send at that moment. */
  readonly isLinked: boolean;
}

/** Somebody asked to stop everything on some slots, and was told what became of each. */
export interface StopAllReport {
  readonly at: number;
  readonly answeredAt: number;
  readonly result: StopAllResult;
}

/** Somebody who followed something of the server, and what they saw last. */
export interface Subscriber {
  readonly what: string;
  /** Why it no longer follows; null while it does. */
  ended: 'it left' | 'it was completed' | 'the server died' | null;
  /** What it saw last of each thing that it follows, by id, and its revision. */
  readonly last: Map<string, number>;
}

/** Everything that the checkers know. What slots did is in their own logs. */
export interface History {
  /** When no further fault happens. */
  readonly healedAt: number;
  readonly slots: readonly SlotLog[];
  readonly publications: Publication[];
  readonly requests: Request[];
  readonly halts: HaltRequest[];
  readonly stopAlls: StopAllReport[];
  readonly calls: SentCall[];
  /** Heartbeats that the server was given: when, from whom, of which agent. */
  readonly heard: Map<string, { readonly at: number; readonly agentStart: string }[]>;
  readonly subscribers: Subscriber[];
  /** Sessions whose end somebody saw who watches all sessions. */
  readonly endsSeen: Set<string>;
  /** Between these moments somebody watched all sessions. */
  readonly watched: { readonly from: number; to: number }[];
  /** Runs that were open when a server died. */
  readonly interrupted: Set<string>;
  /** When something happened to our link, to the router or to the server. */
  readonly disturbances: number[];
  /** Breaches that were seen as they happened. */
  readonly breaches: string[];
}
