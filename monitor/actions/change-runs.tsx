import { useState } from 'react';
import { useMonitor } from '../context/context.js';
import { MonitorCancelDocument, MonitorPauseDocument, MonitorResumeDocument } from '../generated/graphql.js';
import type { Run } from '../live/model.js';
import { stageOf, titleOf } from '../runs/run-words.js';
import { utc } from '../shared/utc.js';
import { Question } from './question.js';
import { SlotNames } from './slot-names.js';
import { useStill } from './still.js';

/** What can be done with an open run. */
export type Change = 'pause' | 'resume' | 'cancel';
type ChangedRun = Pick<Run, 'id' | 'action' | 'operation' | 'startTime' | 'pausedAt' | 'heldBy' | 'slots'>;

const DOCUMENTS = {
  pause: MonitorPauseDocument,
  resume: MonitorResumeDocument,
  cancel: MonitorCancelDocument,
} as const;

const EFFECTS: Readonly<Record<Change, string>> = {
  pause: 'No further slot starts until somebody resumes it. Slots that run now continue.',
  resume: 'The waiting slots are started.',
  cancel:
    'No further slot starts, processes are stopped, and tasks are aborted if the agent can abort them. ' +
    'A task that cannot be aborted continues: the page of the run shows it.',
};

/** Why the change does not apply any more to a run that was asked about. */
const GONE: Readonly<Record<Change, string>> = {
  pause: 'has no waiting slots any more, or is already paused.',
  resume: 'already continues, or has ended.',
  cancel: 'has already ended.',
};

const WORDS: Readonly<Record<Change, string>> = { pause: 'Pause', resume: 'Resume', cancel: 'Cancel' };

/** The open runs that a change applies to. */
export function changeable<Changed extends Omit<ChangedRun, 'startTime' | 'operation' | 'action'>>(
  change: Change,
  runs: readonly Changed[],
): readonly Changed[] {
  return runs.filter(({ pausedAt, heldBy, slots }) => {
    if (change === 'cancel') return true;
    if (change === 'resume') return pausedAt !== null || heldBy !== null;
    return pausedAt === null && slots.some(({ status }) => status === 'PENDING');
  });
}

/** Why a change applies to none of the runs. */
export const WHY_NOT: Readonly<Record<Change, string>> = {
  pause: 'No slot waits, so there is nothing to pause.',
  resume: 'Nothing is paused or held.',
  cancel: 'No run is open.',
};

export interface ChangeRunsProps {
  readonly change: Change;
  /** The runs that the change applies to now. The question is about those of the moment in which it opened. */
  readonly runs: readonly ChangedRun[];
  readonly onClose: () => void;
}

/** Asks which of the runs to pause, to resume or to cancel, with all slots that they command. */
export function ChangeRuns({ change, runs, onClose }: ChangeRunsProps) {
  const { client } = useMonitor();
  const [dropped, setDropped] = useState<ReadonlySet<string>>(new Set());
  const { asked, still, gone } = useStill(runs, ({ id }) => id);
  const isChosen = ({ id }: ChangedRun) => !dropped.has(id);
  const chosen = still.filter(isChosen);
  const send = async () => {
    const answers = await Promise.allSettled(
      chosen.map(({ id }) =>
        client.mutate({ mutation: DOCUMENTS[change], variables: { id }, fetchPolicy: 'no-cache' }),
      ),
    );
    const failed = answers.flatMap((answer) =>
      answer.status === 'rejected' ? [String(answer.reason.message)] : [],
    );
    if (failed.length > 0) throw new Error(failed.join(' '));
  };
  const toggle = (id: string) => {
    const next = new Set(dropped);
    if (!next.delete(id)) next.add(id);
    setDropped(next);
  };
  return (
    <Question
      title={`${WORDS[change]} ${runsText(asked.filter(isChosen))}?`}
      answer={`${WORDS[change]} ${runsText(chosen)}`}
      isDangerous={change === 'cancel'}
      canAnswer={chosen.length > 0}
      onAnswer={send}
      onClose={onClose}
    >
      <p>{EFFECTS[change]}</p>
      {still.map((run) => (
        <fieldset key={run.id}>
          <legend>
            <label>
              <input type="checkbox" checked={!dropped.has(run.id)} onChange={() => toggle(run.id)} />{' '}
              <b>{titleOf(run)}</b> started {utc(run.startTime)} UTC, {stageOf(run)}
            </label>
          </legend>
          <SlotNames slots={run.slots} />
        </fieldset>
      ))}
      {gone.map((run) => (
        <p key={run.id} className="warn" role="status">
          {titleOf(run)} started {utc(run.startTime)} UTC {GONE[change]}
        </p>
      ))}
    </Question>
  );
}

function runsText(runs: readonly ChangedRun[]): string {
  const [first] = runs;
  return runs.length === 1 && first ? titleOf(first) : `${runs.length} runs`;
}
