import { nameOf, type Run } from '../core/runs/run.js';
import { reasonOf, runSummary } from '../core/runs/run-summary.js';

/** What a session of ours says of its run while it goes on. */
export interface RunMessages {
  /** The messages that are new with this state of the run. */
  of(run: Run): string[];
}

export function createRunMessages(type: 'task' | 'process'): RunMessages {
  let hasBegun = false;
  /** The slot that held the run when it was last looked at. */
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

/** With the tasks that let it go on, ready to be typed. */
function holding({ id, slots, operation }: Run, heldBy: number, type: 'task' | 'process'): string {
  const slot = slots[heldBy];
  if (!slot) return '';
  const name = nameOf(slot);
  const reason = reasonOf(slot);
  const why = reason === null ? '.' : `: ${reason}`;
  return [
    `Held: ${name} is ${slot.status}${why}`,
    `Nothing more is started until it is known what became of ${name}. To go on before, look at the slot, then`,
    `acknowledge it (acknowledge(stream_ids=['${name}'])) or let the run go on (resume_run(run_id='${id}')).`,
    `To give up the rest, ${type === 'process' ? 'stop' : 'abort'} ${operation}.`,
    'After --hold-seconds the rest is given up.',
  ].join(' ');
}
