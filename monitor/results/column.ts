import type { MonitorFigureFragment } from '../generated/graphql.js';

export type Figure = MonitorFigureFragment;

/** One column of the pictures and one line of the tables: a slot in a run, or a run in the past of a slot. */
export interface Column {
  readonly key: string;
  readonly name: string;
  /** The name where space is rare. */
  readonly label: string;
  readonly instanceId: string;
  readonly streamId: string | null;
  readonly runId: string | null;
  readonly endTime: string | null;
  readonly figures: readonly Figure[];
  /** Why there are no figures. A column without figures keeps its place. */
  readonly absence: Absence | null;
}

export interface Absence {
  /** In a word, such as `failed`. */
  readonly word: string;
  /** In full, in the words of the server. */
  readonly reason: string | null;
  readonly isBad: boolean;
}
