import { DEFAULTS, type OptionDefinition } from './option-definition.js';

export const ALERT_OPTIONS = [
  {
    name: 'alert-webhook',
    value: 'URL',
    help: "Post alerts to this http:// or https:// URL, in the format of Alertmanager's webhook: failed runs, slots that are lost, expired or overdue, and so on. If the URL has a password, set MULTISMURF_ALERT_WEBHOOK instead: other users of the machine can read the command line. By default no alerts are sent.",
  },
  {
    name: 'alert-webhook-file',
    value: 'FILE',
    help: 'File that holds this URL. Or set MULTISMURF_ALERT_WEBHOOK.',
  },
  {
    name: 'alert-token-file',
    value: 'FILE',
    help: 'File that holds a token, which is sent to the webhook as "Authorization: Bearer TOKEN". Or set MULTISMURF_ALERT_TOKEN. By default none is sent.',
  },
  {
    name: 'alert-platform',
    value: 'NAME',
    help: 'The value of the label "platform" in the alerts, such as the name of the telescope. By default the value of --network-name, or the address root.',
  },
  {
    name: 'alert-groups',
    value: 'TEXT',
    fallback: DEFAULTS.alertGroups,
    help: 'The value of the annotation "groups" in the alerts. A receiver can use it to choose whom it notifies.',
  },
  {
    name: 'alert-external-url',
    value: 'URL',
    help: 'The address under which people reach this server, for the links in alerts. By default the address on which it listens.',
  },
] as const satisfies readonly OptionDefinition[];

type AlertOptionName = (typeof ALERT_OPTIONS)[number]['name'];

/** The same options, with these changes. */
const changed = (changes: Partial<Record<AlertOptionName, Partial<OptionDefinition>>>) =>
  ALERT_OPTIONS.map((option) => ({ ...option, ...changes[option.name] }));

const withPlatform = (fallback: string) => ({
  'alert-platform': { help: 'The value of the label "platform" in the alerts.', fallback },
});

export const DEMO_ALERT_OPTIONS = changed(withPlatform(DEFAULTS.demoPlatform));

/** The options of `multismurf alert`, which has no server whose values could be defaults. */
export const ALERT_TEST_OPTIONS: readonly OptionDefinition[] = [
  { name: 'test', help: 'Send one test alert, then resolve it, and print the answers of the receiver.' },
  ...changed({
    ...withPlatform(DEFAULTS.addressRoot),
    'alert-webhook': {
      help: 'The http:// or https:// URL of the receiver. Required, here or as --alert-webhook-file or MULTISMURF_ALERT_WEBHOOK. If the URL has a password, use one of those: other users of the machine can read the command line.',
    },
    'alert-external-url': {
      help: 'The address under which people reach the server, for the link in the alert. By default there is no link.',
    },
  }),
];

/** The help of `multismurf alert`. */
export const ALERT_HELP = {
  summary: 'send a test alert',
  description:
    'Send one test alert named AlertTest to the webhook, then resolve it, and print the answers of the receiver. No server is needed.',
  after: `
Environment:
  MULTISMURF_ALERT_WEBHOOK  URL of the receiver (see --alert-webhook-file)
  MULTISMURF_ALERT_TOKEN    token of the receiver (see --alert-token-file)

Exit codes:
  0  the receiver accepted the alert and its end
  1  the receiver does not answer, or rejects them
  2  the command line is wrong

Examples:
  multismurf alert --test --alert-webhook http://alerts.example.org:8080/hook
  MULTISMURF_ALERT_WEBHOOK=... multismurf alert --test --alert-platform satp1
`,
} as const;

export type AlertOption = AlertOptionName | 'test';
