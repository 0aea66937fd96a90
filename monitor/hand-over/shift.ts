import { useMemo } from 'react';
import { useParam } from '../location/location.js';
import { timeOf } from '../runs/run-filter.js';

const HOUR_MS = 3_600_000;
/** The lengths of a shift that are offered. */
export const HOURS = [8, 12, 24] as const;
const DEFAULT_HOURS = 12;

/** The time that a hand-over is about. */
export interface Shift {
  /** ISO 8601. */
  readonly from: string;
  /** ISO 8601; null for a shift that still lasts. */
  readonly to: string | null;
  /** How many hours until now; null if a person has set the beginning or the end. */
  readonly hours: number | null;
}

/** The shift that the address names. It begins at the same time for as long as the page is open. */
export function useShift(): Shift {
  const hours = useParam('hours');
  const from = useParam('from');
  const to = useParam('to');
  return useMemo(() => shiftOf({ hours, from, to }, Date.now()), [hours, from, to]);
}

/** The shift of the members of an address. */
export function shiftOf(
  address: { readonly hours: string | null; readonly from: string | null; readonly to: string | null },
  now: number,
): Shift {
  const to = timeOf(address.to ?? '');
  const from = timeOf(address.from ?? '');
  const hours = HOURS.find((one) => String(one) === address.hours) ?? DEFAULT_HOURS;
  const end = to === null ? now : Date.parse(to);
  const start = from ?? new Date(end - hours * HOUR_MS).toISOString();
  return { from: start, to, hours: from === null && to === null ? hours : null };
}
