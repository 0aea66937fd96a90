import { useState } from 'react';
import { Action } from '../actions/action.js';
import { type Change, ChangeRuns, changeable, WHY_NOT } from '../actions/change-runs.js';
import { MarkSlots } from '../actions/mark-slots.js';
import { RetryRuns, useUnchecked } from '../actions/retry-runs.js';
import { useMay } from '../context/viewer.js';
import { ToView } from '../location/links.js';
import { goTo } from '../location/location.js';
import { RepeatButton } from '../runs/repeat-button.js';
import { retryOf } from '../runs/retry.js';
import type { RunProgress } from '../runs/run-model.js';
import { counted } from '../shared/counted.js';
import { LOOKS } from '../states/outcome-words.js';

type Asked = Change | 'failed' | 'not reached' | 'acknowledge';

/** What can be done with a run: while it is open, and when it has ended. */
export function RunActions({ run }: { readonly run: RunProgress }) {
  const [asked, ask] = useState<Asked | null>(null);
  const close = () => ask(null);
  const isOpen = run.endTime === null;
  const isUnchecked = useUnchecked();
  const mayCommand = useMay('OPERATOR');
  const unchecked = run.slots.filter(
    ({ instanceId, status }) => LOOKS[status] === 'bad' && isUnchecked(instanceId),
  );
  return (
    <div className="run-actions">
      {mayCommand && unchecked.length > 0 && (
        <Action onDo={() => ask('acknowledge')}>Acknowledge {counted(unchecked.length, 'slot')}…</Action>
      )}
      {mayCommand &&
        (isOpen ? <OpenActions run={run} onAsk={ask} /> : <EndedActions run={run} onAsk={ask} />)}
      {run.action === 'RUN' && <Onward run={run} />}
      {(asked === 'pause' || asked === 'resume' || asked === 'cancel') && (
        <ChangeRuns change={asked} runs={isOpen ? changeable(asked, [run]) : []} onClose={close} />
      )}
      {asked === 'acknowledge' && <MarkSlots mark="acknowledge" slots={unchecked} onClose={close} />}
      {(asked === 'failed' || asked === 'not reached') && (
        <RetryRuns
          runs={[run]}
          which={asked}
          chosen={null}
          onSent={(id) => goTo('run', { id })}
          onClose={close}
        />
      )}
    </div>
  );
}

/** The links to what a run has measured, and to the form that starts it once more. */
function Onward({ run }: { readonly run: RunProgress }) {
  return (
    <>
      <RepeatButton runId={run.id} className="button" />
      <ToView view="results" params={{ run: run.id }} className="button">
        Results
      </ToView>
    </>
  );
}

interface ActionsProps {
  readonly run: RunProgress;
  readonly onAsk: (asked: Asked) => void;
}

function OpenActions({ run, onAsk }: ActionsProps) {
  const whyNot = (change: Change) => (changeable(change, [run]).length > 0 ? null : WHY_NOT[change]);
  return (
    <>
      {whyNot('resume') === null ? (
        <Action onDo={() => onAsk('resume')}>Resume…</Action>
      ) : (
        <Action why={whyNot('pause')} onDo={() => onAsk('pause')}>
          Pause…
        </Action>
      )}
      <Action onDo={() => onAsk('cancel')}>Cancel…</Action>
    </>
  );
}

function EndedActions({ run, onAsk }: ActionsProps) {
  const isUnchecked = useUnchecked();
  if (run.action !== 'RUN') return null;
  const failed = retryOf(run.slots, 'failed', isUnchecked);
  const missed = retryOf(run.slots, 'not reached', isUnchecked);
  return (
    <>
      {failed.slots.length + failed.unchecked.length > 0 && (
        <Action
          className="next"
          why={
            failed.slots.length === 0
              ? 'Nobody has checked what these slots do: acknowledge them first.'
              : null
          }
          onDo={() => onAsk('failed')}
        >
          Retry {counted(failed.slots.length, 'slot')} that failed…
        </Action>
      )}
      {missed.slots.length > 0 && (
        <Action onDo={() => onAsk('not reached')}>
          Run {counted(missed.slots.length, 'slot')} not reached…
        </Action>
      )}
    </>
  );
}
