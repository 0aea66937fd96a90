import { z } from 'zod';
import type { StartRequest } from '../core/runs.js';
import { createSecret, type Secret } from '../lib/secret.js';
import { ParamError, type Params } from '../ocs/agent/parameters.js';

/** Node's timers go no further than 24 days. */
const MAX_SECONDS = 20 * 24 * 3600;

const seconds = z.number().min(0).max(MAX_SECONDS);

/** What a run takes besides slots and parameters; in one dict, so that no name is also one of a slot's. */
const runOptions = z.strictObject({
  mode: z.enum(['parallel', 'series']).nullish(),
  settle_seconds: seconds.nullish(),
  timeout_seconds: seconds.positive().nullish(),
  min_slots: z.int().min(1).nullish(),
  force: z.boolean().nullish(),
  exclusive: z.strictObject({ grant: z.string(), password: z.string().nullish() }).nullish(),
});

const streamIds = z.array(z.string()).nullish();

/** An exclusive grant of the access director, which is to be held during a run. */
export interface WantedGrant {
  readonly name: string;
  /** Of the grant, if it has one. */
  readonly password: Secret | undefined;
}

/** A request of an OCS client, as far as its parameters tell it. */
export interface SlotRequest {
  readonly run: Pick<
    StartRequest,
    'streamIds' | 'params' | 'mode' | 'settleSeconds' | 'timeoutSeconds' | 'minSlots' | 'force'
  >;
  readonly grant: WantedGrant | null;
}

/**
 * Takes `stream_ids` and `run_options` out of an operation's parameters; the rest is for the slots.
 * @throws {ParamError}
 */
export function parseSlotRequest({ stream_ids, run_options, ...params }: Params): SlotRequest {
  const ids = parse(streamIds, stream_ids, 'stream_ids', 'a list of stream ids, or None for all slots');
  const known = Object.keys(runOptions.shape).join(', ');
  const options = parse(runOptions.nullish(), run_options, 'run_options', `a dict with any of ${known}`);
  const exclusive = options?.exclusive;
  return {
    run: {
      streamIds: ids ?? null,
      params,
      mode: options?.mode === 'series' ? 'SERIES' : 'PARALLEL',
      settleSeconds: options?.settle_seconds ?? 0,
      timeoutSeconds: options?.timeout_seconds ?? null,
      minSlots: options?.min_slots ?? null,
      force: options?.force ?? false,
    },
    grant: exclusive
      ? { name: exclusive.grant, password: exclusive.password ? createSecret(exclusive.password) : undefined }
      : null,
  };
}

function parse<T>(schema: z.ZodType<T>, value: unknown, name: string, wanted: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = [name, ...(issue?.path ?? [])].join('.');
  throw new ParamError(`Param '${name}': wanted ${wanted}, but ${where}: ${issue?.message ?? 'not so'}`);
}
