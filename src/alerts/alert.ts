/** What operators must know. */
export const ALERT_NAMES = [
  'RunFailed',
  'SlotLost',
  'SlotExpired',
  'SlotOverdue',
  'OutcomeNotAcknowledged',
  'StreamStopped',
  'LinkDown',
  'StoreFailing',
] as const;
export type AlertName = (typeof ALERT_NAMES)[number];

/** The name of the alert of `multismurf alert --test`. */
export const TEST_NAME = 'AlertTest';

/** Something that operators must know, from its beginning to its end. */
export interface Alert {
  /** What it is about. The same while it lasts, and after a restart of the server. */
  readonly key: string;
  readonly name: AlertName | typeof TEST_NAME;
  readonly severity: 'warning' | 'critical';
  /** What identifies it, besides its name, the severity and the platform. */
  readonly labels: Readonly<Record<string, string>>;
  readonly description: string;
  readonly startsAt: Date;
  /** The view of the monitor that shows it, relative to the address of the server. */
  readonly view: string;
}

/** An alert, firing or resolved. */
export interface AlertState {
  readonly alert: Alert;
  /** Null while it fires. */
  readonly endsAt: Date | null;
}
