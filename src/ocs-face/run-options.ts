import type { RequestWords } from '../core/runs/run-request.js';
import { createSecret, type Secret } from '../lib/secret.js';
import { ParamError, type Params } from '../ocs/agent/parameters.js';
import { asList } from './own-parameters.js';

/** What OCS clients call the fields of a request. */
export const OCS_WORDS: RequestWords = {
  streamIds: 'stream_ids',
  allSlots: "stream_ids=['all']",
  params: 'params',
  maxConcurrency: 'run_options.max_concurrency',
  settleSeconds: 'run_options.settle_seconds',
  timeoutSeconds: 'run_options.timeout_seconds',
  minSlots: 'run_options.min_slots',
  force: 'run_options.force',
  requestId: 'run_options.request_id',
  withForce: "run_options={'force': True}",
};

/** In one dict, so that no name is also one of a slot's parameters. */
const OPTIONS = [
  'max_concurrency',
  'settle_seconds',
  'timeout_seconds',
  'min_slots',
  'request_id',
  'force',
  'exclusive',
] as const;
const EXCLUSIVE = ['grant', 'password'] as const;

/** An exclusive grant of the access director, which is to be held during a run. */
export interface WantedGrant {
  readonly name: string;
  /** Of the grant, if it has one. */
  readonly password: Secret | undefined;
}

/**
 * Takes `stream_ids` and `run_options` out of an operation's parameters; the rest is for the slots. What is in the
 * fields is for the parser of all requests to judge.
 * @throws {ParamError} for options that nobody knows, and for a grant that is none
 */
export function readParams({ stream_ids: streamIds, run_options, ...params }: Params) {
  const options = readDict(run_options, 'run_options', OPTIONS);
  return {
    fields: {
      streamIds: asList(streamIds),
      params,
      maxConcurrency: options.max_concurrency,
      settleSeconds: options.settle_seconds,
      timeoutSeconds: options.timeout_seconds,
      minSlots: options.min_slots,
      requestId: options.request_id,
      force: options.force,
    },
    grant: readGrant(options.exclusive),
  };
}

function readGrant(value: unknown): WantedGrant | null {
  if (value === undefined || value === null) return null;
  const { grant, password } = readDict(value, 'run_options.exclusive', EXCLUSIVE);
  if (typeof grant !== 'string' || grant === '') {
    throw new ParamError('run_options.exclusive.grant takes the name of a grant of the access director.');
  }
  if (password !== undefined && password !== null && typeof password !== 'string') {
    // Not shown, since it may be the password.
    throw new ParamError('run_options.exclusive.password takes a str, or None where the grant has none.');
  }
  return { name: grant, password: password ? createSecret(password) : undefined };
}

type Members<Name extends string> = Readonly<Partial<Record<Name, unknown>>>;

/** The members of a dict, none of them unknown; all undefined where it is left out. */
function readDict<Name extends string>(value: unknown, name: string, known: readonly Name[]): Members<Name> {
  if (value === undefined || value === null) return {} as Members<Name>;
  if (typeof value !== 'object' || Array.isArray(value)) {
    const what = Array.isArray(value) ? 'a list' : `a ${typeof value}`;
    throw new ParamError(`${name} takes a dict with any of ${known.join(', ')}, and got ${what}.`);
  }
  const unknown = Object.keys(value).filter((member) => !known.includes(member as Name));
  if (unknown.length === 0) return value as Members<Name>;
  throw new ParamError(`${name} has no member ${unknown.join(', ')}. It takes ${known.join(', ')}.`);
}
