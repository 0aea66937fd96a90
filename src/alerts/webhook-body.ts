import { shortened } from '../lib/shortened.js';
import type { AlertState } from './alert.js';

/** The same in all alerts of a server. */
export interface AlertOrigin {
  /** The label `platform`: the name of the telescope or of its network. */
  readonly platform: string;
  /** The annotation `groups`: for whom the alerts are. */
  readonly groups: string;
  /** The address of the server for people, with a slash at its end. */
  readonly externalUrl: string;
}

type Words = Readonly<Record<string, string>>;

/** The name of the receiver in Alertmanager's terms. We have only one. */
const RECEIVER = 'multismurf';
/** What Alertmanager sends as the end of an alert that fires: the zero time of Go. */
const NO_END = '0001-01-01T00:00:00Z';
const MAX_DESCRIPTION = 2000;

/**
 * The body that Alertmanager posts to a webhook, version 4, for alerts of one name.
 * @param truncated how many alerts of the group are left out
 * @see https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
 */
export function webhookBody(states: readonly AlertState[], truncated: number, origin: AlertOrigin) {
  const alerts = states.map((state) => bodyOfAlert(state, origin));
  const groupLabels = { alertname: states[0]?.alert.name ?? '', platform: origin.platform };
  const inGroupKey = Object.entries(groupLabels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return {
    receiver: RECEIVER,
    status: alerts.some(({ status }) => status === 'firing') ? 'firing' : 'resolved',
    alerts,
    groupLabels,
    commonLabels: common(alerts.map(({ labels }) => labels)),
    commonAnnotations: common(alerts.map(({ annotations }) => annotations)),
    externalURL: origin.externalUrl,
    version: '4',
    groupKey: `{}:{${inGroupKey.join(', ')}}`,
    truncatedAlerts: truncated,
  };
}

function bodyOfAlert({ alert, endsAt }: AlertState, { platform, groups, externalUrl }: AlertOrigin) {
  const labels: Words = {
    ...{ alertname: alert.name, platform, severity: alert.severity },
    ...alert.labels,
  };
  const annotations: Words = { description: shortened(alert.description, MAX_DESCRIPTION), groups };
  return {
    status: endsAt === null ? 'firing' : 'resolved',
    labels,
    annotations,
    startsAt: alert.startsAt.toISOString(),
    endsAt: endsAt?.toISOString() ?? NO_END,
    generatorURL: externalUrl + alert.view,
    fingerprint: fingerprint(labels),
  };
}

/** The members that all have, with the same value. */
function common([first = {}, ...others]: readonly Words[]): Words {
  return Object.fromEntries(
    Object.entries(first).filter(([name, value]) => others.every((other) => other[name] === value)),
  );
}

const FNV_OFFSET = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;
/** Between names and values, since it is in no UTF-8 text. */
const SEPARATOR = Buffer.from([0xff]);

/** The hash by which Prometheus and Alertmanager identify a set of labels: FNV-1a, 64 bits. */
export function fingerprint(labels: Words): string {
  // In the order of their bytes, as Go sorts; our names are ASCII.
  const parts = Object.keys(labels)
    .sort()
    .flatMap((name) => [Buffer.from(name), SEPARATOR, Buffer.from(labels[name] ?? ''), SEPARATOR]);
  let hash = FNV_OFFSET;
  for (const byte of Buffer.concat(parts)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * FNV_PRIME);
  return hash.toString(16).padStart(16, '0');
}
