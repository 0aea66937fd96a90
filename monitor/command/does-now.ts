import { duration } from '../shared/duration.js';
import { hasFailed, type SlotReading, wentWrong } from '../states/slot-state.js';
import { WORDS } from '../states/words.js';

/** What a slot does now, in a few words, such as `take_iv 3 m 18 s`, `streaming` or `idle`. */
export function doesNow(reading: SlotReading, now: number): string {
  const { state, task, slot, outcome } = reading;
  if (task) return `${task.operation} ${duration(now - Date.parse(task.startTime))}`;
  const last = hasFailed(reading) && wentWrong(outcome) ? `, last ${outcome.operation}` : '';
  if (state !== 'streaming' && slot.state.streaming === true)
    return `${WORDS[state].toLowerCase()}, streaming`;
  return `${WORDS[state].toLowerCase()}${last}`;
}
