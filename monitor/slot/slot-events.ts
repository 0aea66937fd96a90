import type { MonitorSlotSubscription } from '../generated/graphql.js';

/** What only this page shows of a slot. */
export type SlotDetail = MonitorSlotSubscription['smurfInstances']['instances'][number];

/** Something that happened to the slot while the page was open. */
export interface News {
  readonly kind: 'EXPIRED' | 'RETURNED' | 'RESTARTED';
  /** When the page learned of it, in milliseconds since 1970. */
  readonly time: number;
}

export interface Followed {
  /** Null before the first answer. */
  readonly detail: SlotDetail | null;
  /** Oldest first. */
  readonly news: readonly News[];
}

/** So many are remembered. */
const MAX_NEWS = 5;

/**
 * What is known after an event.
 *
 * @param now in milliseconds since 1970
 */
export function afterEvent(
  known: Followed,
  { smurfInstances: { kind, instances } }: MonitorSlotSubscription,
  now = Date.now(),
): Followed {
  const isNews = kind === 'EXPIRED' || kind === 'RETURNED' || kind === 'RESTARTED';
  return {
    detail: instances[0] ?? null,
    news: isNews ? [...known.news, { kind, time: now }].slice(-MAX_NEWS) : known.news,
  };
}
