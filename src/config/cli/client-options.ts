import { DEFAULTS, type OptionDefinition } from './option-definition.js';

/** The options of the commands that use a running server. */

export const SERVER_OPTIONS = [
  {
    name: 'server',
    value: 'URL',
    fallback: DEFAULTS.server,
    help: 'Use the MultiSmurf server at this URL. Or set MULTISMURF_SERVER.',
  },
  {
    name: 'auth-token-file',
    value: 'FILE',
    help: 'File that holds your token for the server. Or set MULTISMURF_AUTH_TOKEN.',
  },
  {
    name: 'user',
    value: 'NAME',
    help: 'Your name, for the runs of a server that requires no token: it is shown as unverified. Or set MULTISMURF_USER.',
  },
  {
    name: 'ocs-password-file',
    value: 'FILE',
    help: 'File that holds your OCS password: the server passes it to the slots. Or set MULTISMURF_OCS_PASSWORD.',
  },
  { name: 'json', help: 'Write JSON. By default, JSON is written only if the output is not a terminal.' },
] as const satisfies readonly OptionDefinition[];

const DETACH_OPTION = {
  name: 'detach',
  help: 'Do not wait for the end of the run. By default, the command waits, and shows the progress of each slot.',
} as const;

const FORCE_OPTION = {
  name: 'force',
  help: 'Also command slots whose last outcome is unknown and not acknowledged.',
} as const;

const LABEL_OPTION = {
  name: 'label',
  value: 'NAME',
  help: 'A label of the run, such as calibration, to find it again. Can be repeated.',
} as const;

export const START_OPTIONS = [
  {
    name: 'preset',
    value: 'NAME',
    help: 'Use this preset of the server. Do not give OPERATION: the preset has it. Slots, parameters and options that are given here replace those of the preset.',
  },
  {
    name: 'param',
    value: 'NAME=VALUE',
    help: 'A parameter of the operation, such as duration=30. Can be repeated. A value that is not JSON is a text.',
  },
  {
    name: 'slot-param',
    value: 'SLOT:NAME=VALUE',
    help: 'A parameter for one slot only, such as ufm_mv5:duration=60. Can be repeated.',
  },
  {
    name: 'max-concurrency',
    value: 'N',
    help: 'How many slots run at the same time: a number, or a percentage such as 25%. By default all.',
  },
  {
    name: 'batches',
    value: 'N,N,...',
    help: 'Sizes of the batches, such as 1,25%,100%. The next batch starts when the batch before it has ended, unless more than --max-errors slots did not succeed.',
  },
  {
    name: 'max-errors',
    value: 'N',
    help: 'Start no further slot if more slots than this did not succeed. 0 by default with --batches.',
  },
  { name: 'settle', value: 'SECONDS', help: 'Pause after one slot or batch, before the next one starts.' },
  { name: 'run-timeout', value: 'SECONDS', help: 'A slot that has not ended after this time is TIMED_OUT.' },
  { name: 'min-slots', value: 'N', help: 'Start nothing if fewer slots than this can be commanded.' },
  {
    name: 'request-id',
    value: 'ID',
    help: 'An id that you choose. If you send the same request again with this id, the server starts no second run.',
  },
  {
    name: 'skip-unavailable',
    help: 'Skip slots that have expired, are out of service, have an unknown last outcome, or are not allowed by your token. By default the server rejects the request if a named slot cannot be commanded.',
  },
  {
    name: 'grant',
    value: 'NAME',
    help: 'Hold this exclusive grant of the access director during the run.',
  },
  {
    name: 'grant-password-file',
    value: 'FILE',
    help: 'File that holds the password of the grant. Or set MULTISMURF_GRANT_PASSWORD.',
  },
  { name: 'tag-with-run-id', help: 'Write the id of the run into the data files, as their tag.' },
  { name: 'note', value: 'TEXT', help: 'Why the run is made, for other users.' },
  LABEL_OPTION,
  FORCE_OPTION,
  DETACH_OPTION,
] as const satisfies readonly OptionDefinition[];

export const ANNOTATE_OPTIONS = [
  { name: 'note', value: 'TEXT', help: 'The new note. An empty text removes it. By default the note stays.' },
  {
    ...LABEL_OPTION,
    help: 'A new label. Can be repeated. The new labels replace all old ones. By default the labels stay.',
  },
  { name: 'clear-labels', help: 'Remove all labels.' },
] as const satisfies readonly OptionDefinition[];

export const RETRY_OPTIONS = [FORCE_OPTION, DETACH_OPTION] as const satisfies readonly OptionDefinition[];

export const RUNS_OPTIONS = [
  { name: 'count', value: 'N', fallback: DEFAULTS.count, help: 'How many runs, 1 to 200.' },
  { name: 'operation', value: 'NAME', help: 'Only runs of this operation.' },
  { name: 'slot', value: 'SLOT', help: 'Only runs that command this slot.' },
  { ...LABEL_OPTION, help: 'Only runs with this label.' },
] as const satisfies readonly OptionDefinition[];

export type ClientOptionName =
  | (typeof SERVER_OPTIONS)[number]['name']
  | (typeof START_OPTIONS)[number]['name']
  | (typeof ANNOTATE_OPTIONS)[number]['name']
  | (typeof RUNS_OPTIONS)[number]['name'];
