import { useState } from 'react';
import { useMonitor, useSlotReadings } from '../context/context.js';
import { MonitorRetryDocument } from '../generated/graphql.js';
import { nameOf, type Run } from '../live/model.js';
import { isDangerous } from '../runs/danger.js';
import { retryOf, type StillRetried, stillRetried } from '../runs/retry.js';
import { titleOf } from '../runs/run-words.js';
import { counted } from '../shared/counted.js';
import { newRequestId } from '../shared/request-id.js';
import { utc } from '../shared/utc.js';
import { isUnchecked } from '../states/unchecked.js';
import { Question } from './question.js';
import { GoneSlots, SlotNames } from './slot-names.js';

type RetriedRun = Pick<Run, 'id' | 'action' | 'operation' | 'startTime'> & {
  readonly slots: readonly Pick<Run['slots'][number], 'instanceId' | 'streamId' | 'status'>[];
};

/** Tells of a slot whether its outcome is unknown and nobody has acknowledged that. */
export function useUnchecked(): (instanceId: string) => boolean {
  const unchecked = new Set(
    useSlotReadings()
      .filter(({ slot }) => isUnchecked(slot))
      .map(({ slot }) => slot.instanceId),
  );
  return (instanceId) => unchecked.has(instanceId);
}

export interface RetryRunsProps {
  readonly runs: readonly RetriedRun[];
  readonly which: 'failed' | 'not reached';
  /** The slots that were chosen, by instance id. The page names the others. Null for a whole run. */
  readonly chosen: ReadonlySet<string> | null;
  readonly onSent: (id: string) => void;
  readonly onClose: () => void;
}

/** Asks whether to run an operation again on the slots where it did not succeed. */
export function RetryRuns({ runs, which, chosen, onSent, onClose }: RetryRunsProps) {
  const { client } = useMonitor();
  const isUnchecked = useUnchecked();
  // One for each run and question: an answer that was lost, or a second click, starts nothing twice.
  const [requestIds] = useState(() => new Map(runs.map(({ id }) => [id, newRequestId()])));
  const now = new Map(runs.map((run) => [run, retryOf(run.slots, which, isUnchecked)]));
  // By run, as it was when the question opened: no slot is added while somebody reads it.
  const [asked] = useState(() => new Map([...now].map(([run, retry]) => [run.id, retry])));
  const retries = [...now].map(([run, retry]) => ({
    run,
    ...stillRetried(asked.get(run.id) ?? retry, retry),
  }));
  const count = retries.reduce((sum, { slots }) => sum + slots.length, 0);
  const send = async () => {
    for (const { run, statuses } of retries) {
      if (statuses.length === 0) continue;
      const requestId = requestIds.get(run.id) ?? newRequestId();
      const { data } = await client.mutate({
        mutation: MonitorRetryDocument,
        variables: { id: run.id, statuses: [...statuses], requestId },
        fetchPolicy: 'no-cache',
      });
      if (data) onSent(data.retryRun.id);
    }
  };
  return (
    <Question
      title={
        which === 'failed'
          ? 'Retry the failed slots?'
          : 'Run the operation on the slots that were not reached?'
      }
      answer={`${which === 'failed' ? 'Retry' : 'Run'} ${counted(count, 'slot')}`}
      isDangerous={runs.some(({ operation }) => isDangerous(operation))}
      canAnswer={count > 0}
      onAnswer={send}
      onClose={onClose}
    >
      {retries.map((retry) => (
        <RetryLines key={retry.run.id} {...retry} chosen={chosen} />
      ))}
    </Question>
  );
}

type RetryLinesProps = StillRetried<RetriedRun['slots'][number]> & {
  readonly run: RetriedRun;
  readonly chosen: ReadonlySet<string> | null;
};

function RetryLines({ run, slots, unchecked, gone, chosen }: RetryLinesProps) {
  const others = slots.filter(({ instanceId }) => chosen?.has(instanceId) === false);
  const names = (list: typeof slots) => list.map(nameOf).join(', ');
  return (
    <section>
      <p>
        <b>{titleOf(run)}</b> of {utc(run.startTime)} UTC, with the same parameters and options, on{' '}
        {counted(slots.length, 'slot')}:
      </p>
      <SlotNames slots={slots} />
      <GoneSlots why="Not retried, because the outcome has changed since this dialog opened" slots={gone} />
      {others.length > 0 && (
        <p className="warn">Not selected, but failed in the same run: {names(others)}.</p>
      )}
      {unchecked.length > 0 && (
        <p className="warn">
          Not retried, because nobody has checked what the slot does: {names(unchecked)}. Acknowledge first.
        </p>
      )}
    </section>
  );
}
