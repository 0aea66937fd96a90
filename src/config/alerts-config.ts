import type { Secret } from '../lib/secret.js';

/** Where alerts are sent, and what they say of this server. */
export interface AlertsConfig {
  /** A Secret because it may contain a password. */
  readonly url: Secret;
  /** The bearer token of the receiver. */
  readonly token?: Secret;
  /** The label `platform`. */
  readonly platform: string;
  /** The annotation `groups`. */
  readonly groups: string;
  /** The address of the server for people. Absent: that on which it listens. */
  readonly externalUrl?: string;
}

/** A test of where alerts are sent. */
export interface AlertTestConfig {
  readonly command: 'alert';
  readonly alerts: AlertsConfig;
}
