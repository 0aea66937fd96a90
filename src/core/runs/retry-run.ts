import { RequestError } from '../errors.js';
import { nameOf, type Run, type RunSlot, type RunSlotStatus } from './run.js';
import type { RunRequest, StartRequest } from './run-request.js';

/** A request to repeat a run on some of its slots. */
export interface RetryRequest extends Omit<RunRequest, 'operation' | 'streamIds'> {
  /** The slots of the run that ended with one of these statuses. Null for all that did not succeed. */
  readonly statuses: readonly RunSlotStatus[] | null;
  /** A repeated request with the same id returns the same run. */
  readonly requestId: string | null;
  /** Also commands slots where the outcome of an earlier run is unknown. */
  readonly force: boolean;
}

/**
 * The request that repeats `run` with its operation, parameters and options, and with its note and labels as they are
 * now. Its minimum number of slots does not count, since it was for all slots of the run.
 * @throws {RequestError} RUN_OPEN if the run has not ended, NOTHING_SELECTED if no slot ended so
 */
export function retryRequest(run: Run, { statuses, ...request }: RetryRequest): StartRequest {
  if (run.action !== 'RUN') {
    const what = run.action === 'STOP' ? 'a stop' : 'an abort';
    throw new RequestError('BAD_USER_INPUT', `The run ${run.id} is ${what}. Only a start can be retried.`);
  }
  if (run.endTime === null) {
    throw new RequestError('RUN_OPEN', `The run ${run.id} is open. Retry it when it has ended.`, {
      id: run.id,
    });
  }
  const again = run.slots.filter(({ status }) => statuses?.includes(status) ?? status !== 'SUCCEEDED');
  if (again.length === 0) throw nothingToRetry(run, statuses);
  const { operation, maxConcurrency, batches, maxErrors } = run;
  const sizes = (count: number) => ({ count });
  return {
    ...request,
    operation,
    streamIds: again.map(addressOf),
    params: run.params ?? {},
    slotParams: again.flatMap((slot) =>
      slot.params ? [{ streamIds: [addressOf(slot)], params: slot.params }] : [],
    ),
    tagWithRunId: again.some(({ isTagged }) => isTagged),
    retryOf: run.id,
    maxConcurrency: maxConcurrency === null ? null : sizes(maxConcurrency),
    batches: batches?.map(sizes) ?? null,
    maxErrors: maxErrors === null ? null : sizes(maxErrors),
    settleSeconds: run.settleSeconds,
    timeoutSeconds: run.timeoutSeconds,
    minSlots: null,
    note: run.note,
    labels: run.labels,
    skipUnavailable: false,
    exclusive: null,
  };
}

const addressOf = ({ address, instanceId }: RunSlot) => address ?? instanceId;

function nothingToRetry({ id, slots }: Run, statuses: readonly RunSlotStatus[] | null): RequestError {
  const ends = slots.map((slot) => `${nameOf(slot)} ${slot.status}`).join(', ');
  const wanted = statuses === null ? 'without success' : `with ${statuses.join(' or ')}`;
  return new RequestError('NOTHING_SELECTED', `No slot of the run ${id} ended ${wanted}: ${ends}.`, { id });
}
