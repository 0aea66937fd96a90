import './slots.css';
import { useState } from 'react';
import { useSlotReadings } from '../context.js';
import { Board } from './board.js';
import { Counts } from './counts.js';
import type { SlotState } from './slot-state.js';

/** All slots at a glance. */
export function SlotsView() {
  const readings = useSlotReadings();
  const [chosen, choose] = useState<SlotState | null>(null);
  const shown = readings.filter(({ state }) => chosen === null || state === chosen);
  return (
    <>
      <Counts readings={readings} chosen={chosen} onChoose={choose} />
      <Board readings={shown} />
    </>
  );
}
