import './results.css';
import { useParam } from '../location/location.js';
import { LatestResults } from './latest-results.js';
import { RunResults } from './run-results.js';

/** The results of a run, or the last results of all slots, as pictures. */
export function ResultsView() {
  const run = useParam('run');
  const operation = useParam('operation') ?? 'take_noise';
  return run === null ? <LatestResults operation={operation} /> : <RunResults id={run} />;
}
