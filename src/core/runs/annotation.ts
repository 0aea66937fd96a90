import { z } from 'zod';
import { badInput } from '../errors.js';
import type { Run } from './run.js';

/** More than a sentence or two belongs into the log book. */
const MAX_NOTE = 1000;
const MAX_LABELS = 20;
/** Without spaces and commas, so that labels can stand in a cell of a table and on a command line. */
const LABEL = /^[A-Za-z0-9][\w.:/=+-]{0,62}$/;
/** Control characters could move the cursor of a terminal. Half a UTF-16 pair cannot be sent to OCS clients. */
const UNREADABLE = /[^\P{Cc}\n\t]|\p{Cs}/u;

export const noteField = z
  .string()
  .max(MAX_NOTE)
  .refine((text) => !UNREADABLE.test(text))
  .nullish();

export const labelsField = z.array(z.string().regex(LABEL)).max(MAX_LABELS).nullish();

/** The expected values, for error messages. */
export const WANTED_ANNOTATION = {
  note: `a text of at most ${MAX_NOTE} characters without control characters`,
  labels:
    `a list of at most ${MAX_LABELS} labels, such as ["calibration"]; a label has 1 to 63 letters, digits and any of ` +
    '_ . : / = + - and begins with a letter or a digit',
} as const;

/** A change of the note and the labels of a run. What is undefined stays. */
export interface Annotation {
  /** Null removes the note. */
  readonly note?: string | null | undefined;
  /** Replaces all labels. */
  readonly labels?: readonly string[] | undefined;
}

/** The edit of a run, as an event of the run. */
export interface AnnotatedEvent {
  readonly type: 'ANNOTATED';
  readonly at: Date;
  readonly change: Annotation;
}

/** A note without the spaces around it; null if nothing is left. */
export const tidyNote = (note: string | null | undefined): string | null => note?.trim() || null;

/** Each label once. */
export const tidyLabels = (labels: readonly string[] | null | undefined): readonly string[] => [
  ...new Set(labels),
];

/** The unchecked values of an edit, and their names in the interface. Undefined: the value stays. */
export interface RawAnnotation {
  readonly note: unknown;
  readonly labels: unknown;
  readonly words: {
    readonly note: string;
    readonly labels: string;
    /** The value that removes all labels. */
    readonly noLabels: string;
  };
}

/** @throws {RequestError} BAD_USER_INPUT with the expected and the actual value */
export function parseAnnotation({ note, labels, words }: RawAnnotation): Annotation {
  if (note === undefined && labels === undefined) {
    throw badInput(`Nothing to change: give ${words.note}, ${words.labels} or both.`);
  }
  if (labels === null) {
    throw badInput(`${words.labels} is null: omit it to keep the labels, or use ${words.noLabels} for none.`);
  }
  const newNote = noteField.safeParse(note);
  if (!newNote.success) throw mistake(words.note, WANTED_ANNOTATION.note, note);
  const newLabels = labelsField.safeParse(labels);
  if (!newLabels.success) throw mistake(words.labels, WANTED_ANNOTATION.labels, labels);
  return {
    ...(note !== undefined && { note: tidyNote(newNote.data) }),
    ...(labels !== undefined && { labels: tidyLabels(newLabels.data) }),
  };
}

/** The error of a value that is not what was wanted. */
export function mistake(name: string, wanted: string, value: unknown) {
  const text = JSON.stringify(value) ?? String(value);
  const shown = text.length > 100 ? `${text.slice(0, 100)}…` : text;
  return badInput(`${name} must be ${wanted}, but got ${shown}.`);
}

/** The run after an edit, which is the only change that a run accepts after its end. */
export function annotated(run: Run, { at, change }: AnnotatedEvent): Run {
  const { note = run.note, labels = run.labels } = change;
  const former = new Set([...(run.annotated?.formerLabels ?? []), ...run.labels]);
  for (const label of labels) former.delete(label);
  const formerLabels = [...former].slice(-MAX_LABELS);
  return {
    ...run,
    ...{ note, labels, revision: run.revision + 1 },
    annotated: { at, isAfterEnd: run.endTime !== null, formerLabels },
  };
}

/** True if this edit was the last one of the run. */
export function hasEdit({ annotated: last, note, labels }: Run, { at, change }: AnnotatedEvent): boolean {
  return (
    last?.at.getTime() === at.getTime() &&
    (change.note === undefined || change.note === note) &&
    (change.labels === undefined || change.labels.join() === labels.join())
  );
}
