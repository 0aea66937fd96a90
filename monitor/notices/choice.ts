/** How this browser reports trouble. */
export interface NoticeChoice {
  readonly notification: boolean;
  readonly sound: boolean;
  /** In milliseconds since 1970; null if it is not muted. */
  readonly mutedUntil: number | null;
}

export const QUIET: NoticeChoice = { notification: false, sound: false, mutedUntil: null };

/** No mute lasts longer than this, in milliseconds. */
const LONGEST_MUTE_MS = 24 * 3_600_000;

/** What is stored, as far as it has the right form. */
export function readChoice(stored: unknown): NoticeChoice {
  if (typeof stored !== 'object' || stored === null) return QUIET;
  const { notification, sound, mutedUntil }: Partial<Record<keyof NoticeChoice, unknown>> = stored;
  return {
    notification: notification === true,
    sound: sound === true,
    mutedUntil: typeof mutedUntil === 'number' && Number.isFinite(mutedUntil) ? mutedUntil : null,
  };
}

/** When the present mute ends; null if there is none. It ends by itself. */
export function endOfMute({ mutedUntil }: NoticeChoice, now: number): number | null {
  const isMuted = mutedUntil !== null && mutedUntil > now && mutedUntil <= now + LONGEST_MUTE_MS;
  return isMuted ? mutedUntil : null;
}

/** The next time that the clock of this browser shows this hour. */
export function nextHour(hour: number, now: number): number {
  const time = new Date(now);
  time.setHours(hour, 0, 0, 0);
  if (time.getTime() <= now) time.setDate(time.getDate() + 1);
  return time.getTime();
}
