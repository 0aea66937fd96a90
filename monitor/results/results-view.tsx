import './results.css';
import { useParam } from '../location/location.js';
import { LatestResults } from './latest-results.js';
import { RunResults } from './run-results.js';
import { SlotHistory } from './slot-history.js';

/** The results of a run, or of one slot over its runs, or else the last results of all slots, as pictures. */
export function ResultsView() {
  const run = useParam('run');
  const slot = useParam('slot');
  const operation = useParam('operation') ?? 'take_noise';
  if (run !== null) return <RunResults id={run} />;
  if (slot !== null) return <SlotHistory instanceId={slot} operation={operation} />;
  return <LatestResults operation={operation} />;
}
