import { z } from 'zod';
import { findUnportable } from '../../lib/portable.js';
import type { RequestTrace } from '../../lib/request-trace.js';
import type { Secret } from '../../lib/secret.js';
import { badInput } from '../errors.js';
import type { WantedGrant } from '../grants/grant-holder.js';
import { labelsField, mistake, noteField, tidyLabels, tidyNote, WANTED_ANNOTATION } from './annotation.js';
import { type CountOrPercent, parseCountOrPercent } from './count-or-percent.js';
import type { Params, Via } from './run.js';

/** 20 days. Node could wait longer, but a larger value is certainly a mistake. */
const MAX_SECONDS = 20 * 24 * 3600;

const seconds = (least: number) => z.number().min(least).max(MAX_SECONDS);

/** More entries than any telescope has slots. */
const MAX_BATCHES = 1000;
const MAX_SLOT_PARAMS = 1000;

const countOrPercent = (least: 0 | 1) =>
  z.custom<number | string>((value) => parseCountOrPercent(value, least) !== null);

/** The fields of a request besides the operation and its parameters. Null means the default. */
const fields = {
  streamIds: z.array(z.string()).nullish(),
  maxConcurrency: countOrPercent(1).nullish(),
  batches: z.array(countOrPercent(1)).min(1).max(MAX_BATCHES).nullish(),
  maxErrors: countOrPercent(0).nullish(),
  settleSeconds: seconds(0).nullish(),
  timeoutSeconds: seconds(0.001).nullish(),
  minSlots: z.int().min(1).nullish(),
  requestId: z.string().nullish(),
  force: z.boolean().nullish(),
  slotParams: z
    .array(z.object({ streamIds: z.array(z.string()).min(1), params: z.unknown() }))
    .max(MAX_SLOT_PARAMS)
    .nullish(),
  tagWithRunId: z.boolean().nullish(),
  skipUnavailable: z.boolean().nullish(),
  note: noteField,
  labels: labelsField,
} as const;

export type RequestField = keyof typeof fields;

/** The expected value of each field, for error messages. */
const WANTED: Readonly<Record<RequestField, string>> = {
  streamIds: 'a list of stream ids or instance ids',
  maxConcurrency: 'a number of slots (1 or more) or a percentage such as "25%"',
  batches: 'a list of numbers of slots (1 or more) or percentages, such as [1, "25%", "100%"]',
  maxErrors: 'a number of slots (0 or more) or a percentage such as "25%"',
  settleSeconds: `0 to ${MAX_SECONDS} seconds`,
  timeoutSeconds: `0.001 to ${MAX_SECONDS} seconds`,
  minSlots: 'an integer (1 or more)',
  requestId: 'a string',
  force: 'a boolean',
  slotParams:
    'a list of stream ids with parameters, such as [{streamIds: ["ufm_mv12"], params: {duration: 30}}]',
  tagWithRunId: 'a boolean',
  skipUnavailable: 'a boolean',
  ...WANTED_ANNOTATION,
};

/** The names of the fields in an interface, for error messages: `streamIds` (GraphQL) is `stream_ids` (OCS). */
export type RequestWords = Readonly<Record<RequestField | 'params', string>> & {
  /** How a caller selects all slots. */
  readonly allSlots: string;
  /** How a caller sets `force`. */
  readonly withForce: string;
};

/** What a user may start. A stop is never limited: whoever sees that something goes wrong must be able to end it. */
export interface Allowed {
  /** Null for all. */
  readonly operations: readonly string[] | null;
  /** Names of slots, as in a request. A name that more than one slot has permits none of them. Null for all. */
  readonly slots: readonly string[] | null;
}

export interface RunRequest {
  readonly operation: string;
  /** Stream ids, instance ids or addresses. Null, or `['all']`, for all slots that can be commanded. */
  readonly streamIds: readonly string[] | null;
  readonly via: Via;
  readonly requestedBy: string | null;
  /** True if `requestedBy` is the user of a token. */
  readonly isRequesterVerified?: boolean | undefined;
  /** Password for slots with access control. Undefined: the server's own passwords are used. Null: none is sent. */
  readonly password?: Secret | null | undefined;
  /** For the log and the spans of the run. */
  readonly trace?: RequestTrace | undefined;
  /** What the caller may start. Undefined: everything. */
  readonly allowed?: Allowed | undefined;
  /** The names of the fields in the interface of the caller. */
  readonly words: RequestWords;
}

/** Parameters for the slots with these names. */
export interface SlotParams {
  readonly streamIds: readonly string[];
  readonly params: Params;
}

export interface StartRequest extends RunRequest {
  /** The parameters of the operation, without members that are null. */
  readonly params: Params;
  /** Parameters for some of the slots, in addition to `params` and instead of them. */
  readonly slotParams: readonly SlotParams[];
  /** Sends the id of the run as the parameter `tag`, if the operation has it and the request does not give it. */
  readonly tagWithRunId: boolean;
  /** The id of the run that this request repeats on some slots; null if it is not a retry. */
  readonly retryOf: string | null;
  /** A slot that has not finished after this time from its start is TIMED_OUT; null for the configured default. */
  readonly timeoutSeconds: number | null;
  /** Number of slots that run at the same time; null for all at once. */
  readonly maxConcurrency: CountOrPercent | null;
  /** The batches, one after the other; null for no batches. */
  readonly batches: readonly CountOrPercent[] | null;
  /** No further slot is started if more slots than this did not succeed; null for the default. */
  readonly maxErrors: CountOrPercent | null;
  /** Pause between the end of one slot, or of one batch, and the next start. */
  readonly settleSeconds: number;
  /** The request is rejected if fewer slots can be commanded; null for no minimum. */
  readonly minSlots: number | null;
  /** A repeated request with the same id returns the same run. */
  readonly requestId: string | null;
  /** Also commands slots where the outcome of an earlier run is unknown. */
  readonly force: boolean;
  /** Skips named slots that cannot be commanded. Otherwise the request is rejected. */
  readonly skipUnavailable: boolean;
  /** The exclusive grant to hold during the run; null for none. */
  readonly exclusive: WantedGrant | null;
  /** Why the run is made; null for no note. */
  readonly note: string | null;
  readonly labels: readonly string[];
}

/** The operation to end, and who wants that. */
export type EndRequest = Pick<
  RunRequest,
  'operation' | 'requestedBy' | 'isRequesterVerified' | 'via' | 'password' | 'trace'
>;

/** The unchecked values of a request, from an interface. */
export type RawRequest = Omit<RunRequest, 'streamIds'> &
  Readonly<Partial<Record<RequestField | 'params', unknown>>> & {
    readonly exclusive?: WantedGrant | null;
  };

/**
 * Parses the start requests of both faces.
 * @throws {RequestError} BAD_USER_INPUT with the expected and the actual value, and the field name in that face
 */
export function parseStartRequest(raw: RawRequest): StartRequest {
  const { operation, via, requestedBy, isRequesterVerified, password, trace, allowed, words } = raw;
  const read = <Field extends RequestField>(field: Field) => readField(field, raw[field], words);
  return {
    ...{ operation, via, requestedBy, isRequesterVerified, password, trace, allowed, words },
    ...parseSteps(read, words),
    streamIds: read('streamIds') ?? null,
    params: parseParams(raw.params, words.params),
    slotParams: (read('slotParams') ?? []).map(({ streamIds, params }) => ({
      streamIds,
      params: parseParams(params, `${words.slotParams} for ${streamIds.join(', ')}`),
    })),
    tagWithRunId: read('tagWithRunId') ?? false,
    retryOf: null,
    timeoutSeconds: read('timeoutSeconds') ?? null,
    minSlots: read('minSlots') ?? null,
    requestId: read('requestId') ?? null,
    force: read('force') ?? false,
    skipUnavailable: read('skipUnavailable') ?? false,
    exclusive: raw.exclusive ?? null,
    note: tidyNote(read('note')),
    labels: tidyLabels(read('labels')),
  };
}

/** How many slots run at the same time, and when no further slot starts. */
function parseSteps(
  read: <Field extends RequestField>(field: Field) => z.infer<(typeof fields)[Field]>,
  words: RequestWords,
): Pick<StartRequest, 'maxConcurrency' | 'batches' | 'maxErrors' | 'settleSeconds'> {
  const maxConcurrency = parseCountOrPercent(read('maxConcurrency'), 1);
  const batches = read('batches')?.flatMap((entry) => parseCountOrPercent(entry, 1) ?? []) ?? null;
  const maxErrors = parseCountOrPercent(read('maxErrors'), 0);
  const settleSeconds = read('settleSeconds') ?? 0;
  if (maxConcurrency === null && batches === null) {
    const either = `${words.maxConcurrency} or ${words.batches}`;
    if (settleSeconds > 0) {
      throw badInput(
        `${words.settleSeconds} requires ${either}: it is the pause before the next slot starts.`,
      );
    }
    if (maxErrors !== null) {
      throw badInput(`${words.maxErrors} requires ${either}: otherwise all slots start at the same time.`);
    }
  }
  return { maxConcurrency, batches, maxErrors, settleSeconds };
}

function readField<Field extends RequestField>(
  field: Field,
  value: unknown,
  words: RequestWords,
): z.infer<(typeof fields)[Field]> {
  const parsed = fields[field].safeParse(value);
  if (parsed.success) return parsed.data as z.infer<(typeof fields)[Field]>;
  throw mistake(words[field], WANTED[field], value);
}

function parseParams(value: unknown, name: string): Params {
  if (value === null || value === undefined) return {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw mistake(name, 'an object such as {duration: 30}', value);
  }
  const unportable = findUnportable(value);
  if (unportable) throw badInput(`${name}${unportable.path} ${unportable.problem}`);
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== null && member !== undefined),
  );
}
