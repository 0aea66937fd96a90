import { z } from 'zod';
import { findUnportable } from '../../lib/portable.js';
import type { Secret } from '../../lib/secret.js';
import { RequestError } from '../errors.js';
import { type CountOrPercent, parseCountOrPercent } from './count-or-percent.js';
import type { Via } from './run.js';

/** Node could wait longer; nobody means it. */
const MAX_SECONDS = 20 * 24 * 3600;

const seconds = (least: number) => z.number().min(least).max(MAX_SECONDS);

/** What a request may say besides the operation and its parameters. Null stands for "left out". */
const fields = {
  streamIds: z.array(z.string()).nullish(),
  maxConcurrency: z.custom<number | string>((value) => parseCountOrPercent(value) !== null).nullish(),
  settleSeconds: seconds(0).nullish(),
  timeoutSeconds: seconds(0.001).nullish(),
  minSlots: z.int().min(1).nullish(),
  requestId: z.string().nullish(),
  force: z.boolean().nullish(),
} as const;

export type RequestField = keyof typeof fields;

/** What was wanted of each field, for people. */
const WANTED: Readonly<Record<RequestField, string>> = {
  streamIds: 'a list of stream ids or instance ids',
  maxConcurrency: 'a number of slots, 1 or more, or a part of them, such as "25%"',
  settleSeconds: `0 to ${MAX_SECONDS} seconds`,
  timeoutSeconds: `0.001 to ${MAX_SECONDS} seconds`,
  minSlots: 'a whole number, 1 or more',
  requestId: 'a text',
  force: 'a boolean',
};

/** The names that a face has for the fields: `streamIds` here is `stream_ids` there. */
export type RequestWords = Readonly<Record<RequestField | 'params', string>> & {
  /** How its callers name all slots. */
  readonly allSlots: string;
  /** How its callers ask for `force`. */
  readonly withForce: string;
};

export interface RunRequest {
  readonly operation: string;
  /** Stream ids, instance ids or addresses; null, or `all` alone, for all slots that can be commanded. */
  readonly streamIds: readonly string[] | null;
  readonly via: Via;
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
  /** So many slots at a time; null for all at once. */
  readonly maxConcurrency: CountOrPercent | null;
  /** Between a place becoming free and the next start. */
  readonly settleSeconds: number;
  /** Refuses to start on fewer; null for any number. */
  readonly minSlots: number | null;
  /** The same again gives the same run. */
  readonly requestId: string | null;
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
  const { operation, via, requestedBy, password, words } = raw;
  const read = <Field extends RequestField>(field: Field) => readField(field, raw[field], words);
  const maxConcurrency = parseCountOrPercent(read('maxConcurrency'));
  const settleSeconds = read('settleSeconds') ?? 0;
  if (settleSeconds > 0 && maxConcurrency === null) {
    throw badInput(
      `${words.settleSeconds} is the pause before a slot takes the place of another: it needs ${words.maxConcurrency}.`,
    );
  }
  return {
    ...{ operation, via, requestedBy, password, words, maxConcurrency, settleSeconds },
    streamIds: read('streamIds') ?? null,
    params: parseParams(raw.params, words),
    timeoutSeconds: read('timeoutSeconds') ?? null,
    minSlots: read('minSlots') ?? null,
    requestId: read('requestId') ?? null,
    force: read('force') ?? false,
  };
}

function readField<Field extends RequestField>(
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
