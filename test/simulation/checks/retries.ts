import type { RunSlot } from '../../../src/core/runs/run.js';
import { groupBy } from '../../../src/lib/group-by.js';
import type { Retry } from '../history.js';
import type { Evidence } from './evidence.js';

/**
 * A retry commands exactly the slots of its run that ended with one of the requested statuses, with the options of the
 * run, and knows its run. No request has two runs.
 */
export function checkRetries({ history, runs, breach, count }: Evidence): void {
  const retries = new Map(history.requests.flatMap(({ mark, retry }) => (retry ? [[mark, retry]] : [])));
  const byId = new Map(runs.map(({ run }) => [run.id, run]));
  const begun = runs.filter(({ run, mark }) => run.action === 'RUN' && mark !== '');
  for (const [mark, { length }] of groupBy(begun, ({ mark }) => mark)) {
    if (length > 1) breach(`${mark} has ${length} runs`);
  }

  const selected = ({ of, statuses }: Retry) =>
    (byId.get(of)?.slots ?? []).filter(({ status }) => statuses?.includes(status) ?? status !== 'SUCCEEDED');

  for (const { run, mark } of begun) {
    const retry = retries.get(mark);
    if (run.retryOf !== (retry?.of ?? null)) breach(`${mark} is shown as a retry of ${run.retryOf}`);
    const first = retry && byId.get(retry.of);
    if (!first) continue;
    count(run.via === 'OCS' ? 'a run was retried by the OCS face' : 'a run was retried');
    const wanted = selected(retry);
    if (wanted.length < first.slots.length) count('a run was retried on some of its slots');
    if (addresses(run.slots) !== addresses(wanted))
      breach(`${mark} commands ${addresses(run.slots)} instead of ${addresses(wanted)}`);
    for (const option of ['operation', 'timeoutSeconds', 'settleSeconds', 'maxErrors'] as const) {
      if (run[option] !== first[option])
        breach(`${mark} has ${option} ${run[option]} instead of ${first[option]}`);
    }
  }
  for (const { name, address, starts } of history.slots) {
    for (const { mark } of starts) {
      const retry = mark === null ? undefined : retries.get(mark);
      if (retry && !selected(retry).some((slot) => slot.address === address))
        breach(`${mark} started ${name}, which it should not repeat`);
    }
  }
}

const addresses = (slots: readonly RunSlot[]) => slots.map(({ address }) => address).join(', ');
