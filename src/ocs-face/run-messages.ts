import { nameOf, type Run } from '../core/runs/run.js';
import { reasonOf, runSummary } from '../core/runs/run-summary.js';

/** The messages of a session of our agent about its run. */
export interface RunMessages {
  /** The new messages for this state of the run. */
  of(run: Run): string[];
}

export function createRunMessages(type: 'task' | 'process'): RunMessages {
  let hasBegun = false;
  /** The slot that held the run in the previous state. */
  let heldBy: number | null = null;

  return {
    of(run) {
      const texts = hasBegun ? [] : [beginning(run)];
      hasBegun = true;
      if (run.heldBy !== null && run.heldBy !== heldBy) texts.push(holding(run, run.heldBy, type));
      heldBy = run.heldBy;
      return texts;
    },
  };
}

function beginning(run: Run): string {
  const leftOut = run.status === 'RUNNING' ? runSummary(run) : null;
  const text = `Run ${run.id} on ${run.slots.map(nameOf).join(', ')}.`;
  return leftOut === null ? text : `${text} ${leftOut}`;
}

/** Includes the commands that continue the run, ready to be typed. */
function holding({ id, slots, operation }: Run, heldBy: number, type: 'task' | 'process'): string {
  const slot = slots[heldBy];
  if (!slot) return '';
  const name = nameOf(slot);
  const reason = reasonOf(slot);
  const why = reason === null ? '.' : `: ${reason}`;
  return [
    `The run is held: ${name} is ${slot.status}${why}`,
    `No further slot is started until the outcome of ${name} is known. To continue earlier, check the slot, then`,
    `acknowledge it (acknowledge(stream_ids=['${name}'])) or resume the run (resume_run(run_id='${id}')).`,
    `To end the run without the remaining slots, ${type === 'process' ? 'stop' : 'abort'} ${operation}.`,
    'After --hold-seconds, the run ends automatically, without the remaining slots.',
  ].join(' ');
}
