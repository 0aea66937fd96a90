import { checkConvergence } from './convergence.js';
import { checkEdits } from './edits.js';
import type { Evidence } from './evidence.js';
import { checkGrants } from './grants.js';
import { checkHalts } from './halts.js';
import { checkLost } from './lost.js';
import { checkOutcomes } from './outcomes.js';
import { checkPicture } from './picture.js';
import { checkRest } from './rest.js';
import { checkRetries } from './retries.js';
import { checkSelections } from './selections.js';
import { checkStarts } from './starts.js';
import { checkStopAlls } from './stop-alls.js';
import { checkTags } from './tags.js';
import { checkWindows } from './windows.js';

/** Runs all checks on a world at rest. */
export function checkAll(evidence: Evidence): void {
  checkStarts(evidence);
  checkOutcomes(evidence);
  checkHalts(evidence);
  checkLost(evidence);
  checkConvergence(evidence);
  checkStopAlls(evidence);
  checkWindows(evidence);
  checkRetries(evidence);
  checkTags(evidence);
  checkEdits(evidence);
  checkSelections(evidence);
  checkGrants(evidence);
  checkPicture(evidence);
  checkRest(evidence);
  countOutcomes(evidence);
}

function countOutcomes({ history, runs, count }: Evidence): void {
  for (const { run } of history.publications) {
    if (run.heldBy !== null) count('a run was held');
    if (run.pausedAt !== null) count('a run was paused');
  }
  for (const { run, slots } of runs) {
    if (run.action !== 'RUN') continue;
    for (const { part } of slots) {
      count(`a slot was ${part.status}`);
      if (part.message?.includes('and this run allows')) count('a run stopped after too many errors');
      if (part.inferred && part.acceptedAt !== null) count('a lost answer whose session was found');
    }
  }
}
