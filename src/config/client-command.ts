import type { ClientConfig } from './types.js';

/** A command that uses a running server. */
export type ClientCommand = ClientConfig['command'];

/** The words after `run --preset NAME`: the preset has the operation. */
export const PRESET_OPERANDS = '[SLOT...]';

/** The words after each command, as its help shows them. */
export const OPERANDS: Readonly<Record<ClientCommand, string>> = {
  list: '[SLOT...]',
  run: 'OPERATION SLOT...',
  retry: 'RUN_ID [STATUS...]',
  stop: 'OPERATION SLOT...',
  abort: 'OPERATION SLOT...',
  'stop-all': '[SLOT...]',
  cancel: 'RUN_ID',
  pause: 'RUN_ID',
  resume: 'RUN_ID',
  annotate: 'RUN_ID',
  watch: '',
  runs: '',
  results: 'OPERATION [SLOT...]',
  presets: '',
};

export const CLIENT_COMMANDS = Object.keys(OPERANDS) as readonly ClientCommand[];
