import { useMemo, useState } from 'react';
import { useCommands } from '../shared/commands.js';
import type { SlotReading } from '../states/slot-state.js';
import { StopDialog } from './stop-dialog.js';

export interface StopAllProps {
  readonly readings: readonly SlotReading[];
  /** False without a connection: the page then says how to stop instead. */
  readonly canSend: boolean;
}

/** The one red button. It asks once, and then shows the result for each slot. */
export function StopAll({ readings, canSend }: StopAllProps) {
  const [isOpen, setOpen] = useState(false);
  useCommands(
    useMemo(
      () => [{ title: 'Stop all…', keys: 'Shift+Escape', everywhere: true, run: () => setOpen(true) }],
      [],
    ),
  );
  return (
    <>
      <button
        type="button"
        className={canSend ? 'stop' : 'stop cannot'}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        Stop all…
      </button>
      {isOpen && (
        <StopDialog
          title={`Stop everything on all ${readings.length} slots?`}
          answer={`Stop all ${readings.length} slots`}
          {...{ readings, canSend }}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
