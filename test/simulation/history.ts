import type { Annotation } from '../../src/core/runs/annotation.js';
import type { Run, RunSlotStatus } from '../../src/core/runs/run.js';
import type { StopAllResult } from '../../src/core/runs/stop-all.js';
import type { DirectorLog } from './director/director-log.js';
import type { SentCall } from './link.js';
import type { SlotLog } from './slot-log.js';

/** A run as a server published it at a certain time. */
export interface Publication {
  readonly at: number;
  /** The server that published it. */
  readonly server: number;
  /** Whether this server does not execute the run, and read it from the disk. */
  readonly isEcho: boolean;
  /** False for a pause that the failing store has not written: a kill loses it. */
  readonly isPauseStored: boolean;
  readonly run: Run;
}

/** The tag of a request with `tagWithRunId`: its run gives the tag. */
export const THE_RUN = 'the id of the run';

/** The run that a client repeats, and what it chooses. */
export interface Retry {
  /** The id of the run. */
  readonly of: string;
  /** Null for every status except SUCCEEDED. */
  readonly statuses: readonly RunSlotStatus[] | null;
  readonly force: boolean;
  readonly requestId: string | null;
}

/** A start that a client requested from the server. */
export interface Request {
  /** The mark of the request: every start that reaches a slot because of it contains the mark. */
  readonly mark: string;
  /** The mark of the request that a retry repeats, also after other retries; its own mark if this is not a retry. */
  readonly first: string;
  /** Null if this is not a retry. */
  readonly retry: Retry | null;
  /** The parameter `tag` that every slot must receive; null for none. */
  readonly tag: typeof THE_RUN | string | null;
  readonly at: number;
  readonly operation: string;
  /** The slots that the names of the request mean, as s2; null for all, and for a retry. */
  readonly named: readonly string[] | null;
  readonly namesGroup: boolean;
  /** The exclusive grant that the run asks for; null for none. */
  readonly grant: string | null;
  /** A parameter for some slots only; null if all slots have the same parameters. */
  readonly extra: { readonly slots: readonly string[]; readonly value: number } | null;
  /** Null until the client receives an answer; it stays null if the server died. */
  answer: { readonly run: Run } | { readonly error: string } | null;
}

/** A stop or an abort that a client requested and the server accepted. */
export interface HaltRequest {
  readonly at: number;
  readonly run: Run;
  /** Whether the server was connected at that time. */
  readonly isLinked: boolean;
}

/** A `stopAll` request on some slots, and the reported result of each slot. */
export interface StopAllReport {
  readonly at: number;
  readonly answeredAt: number;
  readonly result: StopAllResult;
}

/** A client has resumed a run, or acknowledged the unknown outcomes of a slot. */
export interface Release {
  readonly at: number;
  /** The id of the run; null if a slot was acknowledged. */
  readonly run: string | null;
  /** The address of the slot; null if a run was resumed. */
  readonly address: string | null;
}

/** A change of the note or the labels of a run. */
export interface Edit {
  readonly run: string;
  readonly change: Annotation;
  readonly at: number;
  /** When the client was told that it is stored; null if it was rejected, or the server died. */
  answeredAt: number | null;
}

/** A subscriber of the server, and the last state that it received. */
export interface Subscriber {
  readonly server: number;
  /** When it subscribed. */
  readonly from: number;
  readonly what: string;
  /** Why the subscription ended; null while it is open. */
  ended: 'it left' | 'it was completed' | 'the server died' | null;
  /** The last revision that it received of each object, by id. */
  readonly last: Map<string, number>;
}

/** Everything that the checkers know, except what the slots did: that is in the logs of the slots. */
export interface History {
  /** The time after which no further fault begins. */
  readonly healedAt: number;
  readonly slots: readonly SlotLog[];
  /** Null without an access director. */
  readonly director: DirectorLog | null;
  /** Every state of a run, when it was first published by any server. */
  readonly publications: Publication[];
  /** The newest revision of each run that each server published in its current life, by server and run. */
  readonly shown: Map<string, number>;
  readonly requests: Request[];
  /** The retries of each request, by its mark, from the time when they were requested. */
  readonly attempts: Map<string, readonly { readonly mark: string; readonly at: number }[]>;
  readonly halts: HaltRequest[];
  readonly stopAlls: StopAllReport[];
  readonly releases: Release[];
  readonly edits: Edit[];
  readonly calls: SentCall[];
  /** Heartbeats that the server received: time, address and agent. */
  readonly heard: Map<
    string,
    { readonly at: number; readonly server: number; readonly agentStart: string }[]
  >;
  readonly subscribers: Subscriber[];
  /** Sessions whose end was received by a subscriber to all sessions, with the number of the server. */
  readonly endsSeen: Set<string>;
  /** The periods with a subscriber to all sessions. */
  readonly watched: { readonly server: number; readonly from: number; to: number }[];
  /** Open runs that were not on the disk when the server died. */
  readonly interrupted: Set<string>;
  /** The times of faults of the server's link, the router or the server. */
  readonly disturbances: number[];
  /** When the server died. */
  readonly deaths: number[];
  /** Breaches that were found during the simulation, not after it. */
  readonly breaches: string[];
}

export function createHistory(
  healedAt: number,
  slots: readonly SlotLog[],
  director: DirectorLog | null,
): History {
  return {
    ...{ healedAt, slots, director },
    ...{ publications: [], shown: new Map(), requests: [], attempts: new Map(), halts: [], stopAlls: [] },
    ...{ releases: [], edits: [], calls: [], heard: new Map(), subscribers: [], endsSeen: new Set() },
    ...{ watched: [], interrupted: new Set(), disturbances: [], deaths: [], breaches: [] },
  };
}

/**
 * A retry sends the parameters of its run, so also the mark of the first request. The clients retry only what has
 * ended, so the time tells to which of them a start or a run belongs.
 */
export function markAt({ attempts }: Pick<History, 'attempts'>, mark: string, at: number): string {
  return attempts.get(mark)?.findLast((attempt) => attempt.at <= at)?.mark ?? mark;
}
