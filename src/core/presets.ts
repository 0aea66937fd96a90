import { createTopic, type Topic } from '../lib/topic.js';
import type { Problem } from './slots/problem.js';

/** A usual request of a team. */
export interface Preset {
  /** Unique. */
  readonly name: string;
  /** A line for users; null if there is none. */
  readonly description: string | null;
  readonly operation: string;
  /** Names of slots and groups; null if the preset leaves them to the caller. */
  readonly streamIds: readonly string[] | null;
  readonly params: Readonly<Record<string, unknown>> | null;
  /** As `RunOptions` of the GraphQL interface; null if there are none. */
  readonly options: Readonly<Record<string, unknown>> | null;
}

/** A preset without its name, or each mistake in it, with its place. */
export type CheckedPreset =
  | { readonly ok: true; readonly preset: Omit<Preset, 'name'> }
  | { readonly ok: false; readonly mistakes: readonly PresetMistake[] };

export interface PresetMistake {
  /** The keys and indices from the preset to the mistake. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** The presets of the server. They can change while it runs. */
export interface Presets {
  /** In the order of the file. */
  readonly list: readonly Preset[];
  /** PRESET_INVALID for each mistake in the file. */
  readonly problems: readonly Problem[];
  /** After each change of the list or the problems. */
  readonly changes: Topic<void>;
}

export const noPresets: Presets = { list: [], problems: [], changes: createTopic(() => {}) };
