import { z } from 'zod';
import { findUnportable } from '../../lib/portable.js';
import type { Secret } from '../../lib/secret.js';
import { RequestError } from '../errors.js';
import type { Face, RunMode } from './run.js';

/** Node could wait longer; nobody means it. */
const MAX_SECONDS = 20 * 24 * 3600;

const seconds = (least: number) => z.number().min(least).max(MAX_SECONDS);

/** What a request may say besides the operation and its parameters. Null stands for "left out". */
const fields = {
  streamIds: z.array(z.string()).nullish(),
  settleSeconds: seconds(0).nullish(),
  timeoutSeconds: seconds(0.001).nullish(),
  minSlots: z.int().min(1).nullish(),
  requestId: z.string().nullish(),
  dryRun: z.boolean().nullish(),
  force: z.boolean().nullish(),
} as const;

type PlainField = keyof typeof fields;
export type RequestField = PlainField | 'mode';

/** What was wanted of each field, for people. */
const WANTED: Readonly<Record<PlainField, string>> = {
  streamIds: 'a list of stream ids or instance ids',
  settleSeconds: `0 to ${MAX_SECONDS} seconds`,
  timeoutSeconds: `0.001 to ${MAX_SECONDS} seconds`,
  minSlots: 'a whole number, 1 or more',
  requestId: 'a text',
  dryRun: 'a boolean',
  force: 'a boolean',
};

/** The names that a face has for the fields: `streamIds` here is `stream_ids` there. */
export type RequestWords = Readonly<Record<RequestField | 'params', string>> & {
  /** How its callers write the modes. */
  readonly modes: Readonly<Record<RunMode, string>>;
  /** How its callers ask for `force`. */
  readonly withForce: string;
};

export interface RunRequest {
  readonly operation: string;
  /** Stream ids, instance ids or addresses; null for all slots that can be commanded. */
  readonly streamIds: readonly string[] | null;
  readonly face: Face;
  readonly requestedBy: string | null;
  /** Passed on to slots that take passwords; ours go to them where it is left out, and none if it is null. */
  readonly password?: Secret | null | undefined;
  /** How the caller calls the fields. */
  readonly words: RequestWords;
}

export interface StartRequest extends RunRequest {
  /** The operation's own parameters; null members are left out. */
  readonly params: Readonly<Record<string, unknown>>;
  /** A slot that has not finished so long after its start is TIMED_OUT; null for the configured default. */
  readonly timeoutSeconds: number | null;
  readonly mode: RunMode;
  /** Between the end of one slot and the start of the next, in SERIES. */
  readonly settleSeconds: number;
  /** Refuses to start on fewer; null for any number. */
  readonly minSlots: number | null;
  /** The same again gives the same run. */
  readonly requestId: string | null;
  /** Reports which slots would be commanded with what, and starts nothing. */
  readonly dryRun: boolean;
  /** Also slots whose outcome of a run before is unknown. */
  readonly force: boolean;
}

/** Everything that a face gives, as it came. */
export type RawRequest = Omit<RunRequest, 'streamIds'> &
  Readonly<Partial<Record<RequestField | 'params', unknown>>>;

/**
 * The one parser of requests, for both faces.
 * @throws {RequestError} BAD_USER_INPUT that says what was wanted and what came, in the face's own words
 */
export function parseStartRequest(raw: RawRequest): StartRequest {
  const { operation, face, requestedBy, password, words } = raw;
  const read = <Field extends PlainField>(field: Field) => readField(field, raw[field], words);
  const mode = readMode(raw.mode, words) ?? 'PARALLEL';
  const settleSeconds = read('settleSeconds') ?? 0;
  if (settleSeconds > 0 && mode !== 'SERIES') {
    throw badInput(
      `${words.settleSeconds} is the pause between the slots of a series: it needs ${words.mode} ${words.modes.SERIES}.`,
    );
  }
  return {
    ...{ operation, face, requestedBy, password, words, mode, settleSeconds },
    streamIds: read('streamIds') ?? null,
    params: parseParams(raw.params, words),
    timeoutSeconds: read('timeoutSeconds') ?? null,
    minSlots: read('minSlots') ?? null,
    requestId: read('requestId') ?? null,
    dryRun: read('dryRun') ?? false,
    force: read('force') ?? false,
  };
}

function readMode(value: unknown, words: RequestWords): RunMode | null {
  if (value === null || value === undefined) return null;
  const { PARALLEL, SERIES } = words.modes;
  if (value === PARALLEL) return 'PARALLEL';
  if (value === SERIES) return 'SERIES';
  throw badInput(`${words.mode} takes ${PARALLEL} or ${SERIES}, and got ${shown(value)}.`);
}

function readField<Field extends PlainField>(
  field: Field,
  value: unknown,
  words: RequestWords,
): z.infer<(typeof fields)[Field]> {
  const parsed = fields[field].safeParse(value);
  if (parsed.success) return parsed.data as z.infer<(typeof fields)[Field]>;
  throw badInput(`${words[field]} takes ${WANTED[field]}, and got ${shown(value)}.`);
}

function parseParams(value: unknown, words: RequestWords): StartRequest['params'] {
  if (value === null || value === undefined) return {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw badInput(`${words.params} takes an object such as {duration: 30}, and got ${shown(value)}.`);
  }
  const unportable = findUnportable(value);
  if (unportable) throw badInput(`${words.params}${unportable.path} ${unportable.problem}`);
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== null && member !== undefined),
  );
}

function badInput(message: string): RequestError {
  return new RequestError('BAD_USER_INPUT', message);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
