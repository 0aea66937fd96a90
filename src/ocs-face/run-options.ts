import type { WantedGrant } from '../core/grants/grant-holder.js';
import type { RequestWords } from '../core/runs/run-request.js';
import { createSecret } from '../lib/secret.js';
import { isUserName, MAX_USER_NAME } from '../lib/user-name.js';
import { ParamError, type Params } from '../ocs/agent/parameters.js';
import { asList } from './own-parameters.js';

/** The names of the fields of a request in the OCS interface, for error messages. */
export const OCS_WORDS: RequestWords = {
  streamIds: 'stream_ids',
  allSlots: "stream_ids=['all']",
  params: 'params',
  maxConcurrency: 'run_options.max_concurrency',
  batches: 'run_options.batches',
  maxErrors: 'run_options.max_errors',
  settleSeconds: 'run_options.settle_seconds',
  timeoutSeconds: 'run_options.timeout_seconds',
  minSlots: 'run_options.min_slots',
  force: 'run_options.force',
  slotParams: 'run_options.slot_params',
  tagWithRunId: 'run_options.tag_with_run_id',
  skipUnavailable: 'run_options.skip_unavailable',
  note: 'run_options.note',
  labels: 'run_options.labels',
  requestId: 'run_options.request_id',
  withForce: "run_options={'force': True}",
};

/** The members of `run_options`. They are in one dict, so that they cannot collide with parameters of the slots. */
const OPTIONS = [
  'max_concurrency',
  'batches',
  'max_errors',
  'settle_seconds',
  'timeout_seconds',
  'min_slots',
  'slot_params',
  'tag_with_run_id',
  'request_id',
  'force',
  'skip_unavailable',
  'note',
  'labels',
  'requested_by',
  'exclusive',
] as const;
const EXCLUSIVE = ['grant', 'password'] as const;

/**
 * Separates `stream_ids` and `run_options` from the parameters for the slots. The values of the fields are checked
 * later, by `parseStartRequest`.
 * @throws {ParamError} for unknown options, and for an invalid grant
 */
export function readParams({ stream_ids: streamIds, run_options, ...params }: Params) {
  const options = readDict(run_options, 'run_options', OPTIONS);
  return {
    streamIds: asList(streamIds),
    params,
    maxConcurrency: options.max_concurrency,
    batches: options.batches,
    maxErrors: options.max_errors,
    settleSeconds: options.settle_seconds,
    timeoutSeconds: options.timeout_seconds,
    minSlots: options.min_slots,
    requestId: options.request_id,
    force: options.force,
    slotParams: readSlotParams(options.slot_params),
    tagWithRunId: options.tag_with_run_id,
    skipUnavailable: options.skip_unavailable,
    exclusive: readGrant(options.exclusive),
    note: options.note,
    labels: options.labels,
    requestedBy: readName(options.requested_by),
  };
}

/** Nobody checks it: OCS has no users. */
function readName(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && isUserName(value)) return value;
  throw new ParamError(`run_options.requested_by must be a name with at most ${MAX_USER_NAME} characters.`);
}

/** In Python, a dict by stream id is shorter than a list. */
function readSlotParams(value: unknown) {
  if (value === undefined || value === null) return value;
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new ParamError(
      "run_options.slot_params must be a dict of parameters by stream id, such as {'ufm_mv12': {'duration': 30}}.",
    );
  }
  return Object.entries(value).map(([name, params]) => ({ streamIds: [name], params }));
}

function readGrant(value: unknown): WantedGrant | null {
  if (value === undefined || value === null) return null;
  const { grant, password } = readDict(value, 'run_options.exclusive', EXCLUSIVE);
  if (typeof grant !== 'string' || grant === '') {
    throw new ParamError('run_options.exclusive.grant must be the name of a grant of the access director.');
  }
  if (password !== undefined && password !== null && typeof password !== 'string') {
    // The value is not shown, since it may be the password.
    throw new ParamError(
      'run_options.exclusive.password must be a str, or None if the grant has no password.',
    );
  }
  return { grant, password: password ? createSecret(password) : undefined };
}

type Members<Name extends string> = Readonly<Partial<Record<Name, unknown>>>;

/** The members of a dict, after a check for unknown ones; all undefined if the dict is omitted. */
function readDict<Name extends string>(value: unknown, name: string, known: readonly Name[]): Members<Name> {
  if (value === undefined || value === null) return {} as Members<Name>;
  if (typeof value !== 'object' || Array.isArray(value)) {
    const what = Array.isArray(value) ? 'a list' : `a ${typeof value}`;
    throw new ParamError(`${name} must be a dict with any of ${known.join(', ')}, but got ${what}.`);
  }
  const unknown = Object.keys(value).filter((member) => !known.includes(member as Name));
  if (unknown.length === 0) return value as Members<Name>;
  throw new ParamError(`${name} has no member ${unknown.join(', ')}. Known members: ${known.join(', ')}.`);
}
