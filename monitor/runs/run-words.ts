import type { Run, RunSlot } from '../live/model.js';
import { nameOf } from '../live/model.js';
import { LOOKS, STATUS_WORDS } from '../states/outcome-words.js';

/** What a run does, such as `take_noise` or `stop stream`. */
export function titleOf({ action, operation }: Pick<Run, 'action' | 'operation'>): string {
  return action === 'RUN' ? operation : `${action.toLowerCase()} ${operation}`;
}

/** How far an open run is, such as `3 of 16 ended`. */
export function stageOf(run: Pick<Run, 'pausedAt' | 'heldBy' | 'slots'>): string {
  if (run.pausedAt !== null) return 'paused';
  if (run.heldBy !== null) return `held by ${nameOf(run.heldBy)}`;
  return `${endedCount(run.slots)} of ${run.slots.length} ended`;
}

/** How many slots of a run have ended. */
export function endedCount(slots: readonly Pick<RunSlot, 'status'>[]): number {
  return slots.filter(({ status }) => ['done', 'bad'].includes(LOOKS[status])).length;
}

/** Slots that did not succeed, and that have the same status and reason. */
export interface Mishap {
  readonly status: RunSlot['status'];
  readonly reason: string | null;
  readonly slots: readonly RunSlot[];
}

/** What went wrong on the slots of a run; the same trouble on several slots is one entry, the most slots first. */
export function mishapsOf({ slots }: { readonly slots: readonly RunSlot[] }): readonly Mishap[] {
  const mishaps = new Map<string, { readonly first: RunSlot; readonly slots: RunSlot[] }>();
  for (const slot of slots) {
    if (LOOKS[slot.status] !== 'bad') continue;
    const key = `${slot.status} ${slot.reason}`;
    const same = mishaps.get(key);
    if (same) same.slots.push(slot);
    else mishaps.set(key, { first: slot, slots: [slot] });
  }
  return [...mishaps.values()]
    .map(({ first, slots: same }) => ({ status: first.status, reason: first.reason, slots: same }))
    .sort((a, b) => b.slots.length - a.slots.length);
}

/** How many slots ended otherwise than well, such as `2 failed, 1 lost`; empty if none did. */
export function countsText(slots: readonly Pick<RunSlot, 'status'>[]): string {
  const counts = new Map<string, number>();
  for (const { status } of slots) {
    if (status === 'SUCCEEDED') continue;
    const word = STATUS_WORDS[status].toLowerCase();
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].map(([word, count]) => `${count} ${word}`).join(', ');
}

/** The names of slots, cut after a few: `ufm_mv5, ufm_mv12 and 7 more`. */
export function namesText(slots: readonly Pick<RunSlot, 'streamId' | 'instanceId'>[], most = 4): string {
  const names = slots.slice(0, most).map(nameOf).join(', ');
  return slots.length > most ? `${names} and ${slots.length - most} more` : names;
}

/** Parameters in one line, such as `duration 30, tag obs`. */
export function paramsText(params: unknown): string {
  return membersOf(params)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}

/** The parameters of a slot that differ from those of its run. */
export function ownParams(params: unknown, ofRun: unknown): Readonly<Record<string, unknown>> {
  const usual = Object.fromEntries(membersOf(ofRun));
  return Object.fromEntries(
    membersOf(params).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(usual[name])),
  );
}

const membersOf = (params: unknown): readonly (readonly [string, unknown])[] =>
  typeof params === 'object' && params !== null ? Object.entries(params) : [];
