import { createSecret, type Secret } from '../../lib/secret.js';
import * as check from '../checks.js';
import { DEFAULTS } from '../cli/option-definition.js';
import { createOptionReader, type Layer, type OptionReader } from '../cli/option-values.js';
import type { OptionName } from '../cli/options.js';
import { type ClientCommand, OPERANDS, PRESET_OPERANDS } from '../client-command.js';
import type { Problem } from '../problem.js';
import type { ClientConfig, ServerAddress, Sources } from '../types.js';
import { readSecret } from './credentials.js';

/** The configuration of a command that uses a server. @param words the words that are no options */
export function readClientConfig(
  command: ClientCommand,
  layer: Layer,
  words: readonly string[],
  sources: Sources,
  problems: Problem[],
): ClientConfig | undefined {
  const reader = createOptionReader(layer, problems);
  const server = readServer(reader, sources, problems);
  checkWords(command, reader.has('preset') ? PRESET_OPERANDS : OPERANDS[command], words, problems);
  const request = readRequest(command, words, reader, sources, problems);
  return problems.length > 0 ? undefined : { server, isJson: reader.has('json'), ...request };
}

/** Checks the words after the command, by the way in which its help shows them. */
function checkWords(
  command: ClientCommand,
  wanted: string,
  words: readonly string[],
  problems: Problem[],
): void {
  const source = 'command line';
  const needed = wanted
    .replace(/\[.*\]/, '')
    .split(' ')
    .filter(Boolean).length;
  const most = wanted.includes('...') ? Number.POSITIVE_INFINITY : needed;
  if (words.length < needed) {
    const advice = wanted.includes('SLOT') ? '; SLOT is a stream id, an instance id, a group, or all' : '';
    problems.push({ source, message: `expected ${command} ${wanted}${advice}` });
  } else if (words.length > most) {
    problems.push({ source, message: `unexpected argument "${words[most]}"` });
  }
}

type Request = ClientConfig extends infer Config
  ? Config extends ClientConfig
    ? Omit<Config, 'server' | 'isJson'>
    : never
  : never;

function readRequest(
  command: ClientCommand,
  words: readonly string[],
  reader: OptionReader,
  sources: Sources,
  problems: Problem[],
): Request {
  const [first = '', ...others] = words;
  const isDetached = reader.has('detach');
  switch (command) {
    case 'list':
    case 'stop-all':
      return { command, slots: words };
    case 'watch':
    case 'presets':
      return { command };
    case 'stop':
    case 'abort':
    case 'results':
      return { command, operation: first, slots: others };
    case 'cancel':
    case 'pause':
    case 'resume':
      return { command, id: first };
    case 'retry':
      return { command, id: first, statuses: others, isForced: reader.has('force'), isDetached };
    case 'runs': {
      const count = reader.read('count', check.wholeNumber(1, 200)) ?? DEFAULTS.count;
      const text = (name: OptionName) => reader.given(name)?.text ?? null;
      return { command, count, operation: text('operation'), slot: text('slot'), label: text('label') };
    }
    case 'annotate':
      return { command, id: first, ...readAnnotation(reader, problems) };
    case 'run': {
      const params = readParams(reader, problems);
      const slotParams = readSlotParams(reader);
      const options = { ...readRunOptions(reader), ...(slotParams.length > 0 && { slotParams }) };
      const preset = reader.given('preset')?.text;
      const grantPassword = readGrantPassword(reader, sources, problems);
      const of = { command, params, options, grantPassword, isDetached };
      return preset === undefined
        ? { ...of, request: { operation: first }, slots: others }
        : { ...of, request: { preset }, slots: words };
    }
  }
}

function readServer(reader: OptionReader, sources: Sources, problems: Problem[]): ServerAddress {
  const given = reader.read('server', check.serverUrl);
  const url = given ?? sources.env['MULTISMURF_SERVER'] ?? DEFAULTS.server;
  const token = readSecret(reader, 'auth-token-file', 'MULTISMURF_AUTH_TOKEN', sources, problems);
  const user = reader.given('user')?.text ?? sources.env['MULTISMURF_USER'];
  const password = readSecret(reader, 'ocs-password-file', 'MULTISMURF_OCS_PASSWORD', sources, problems);
  return {
    url,
    ...(token && { token: createSecret(token.text) }),
    ...(user && { user }),
    ...(password && { ocsPassword: createSecret(password.text) }),
  };
}

function readGrantPassword(reader: OptionReader, sources: Sources, problems: Problem[]): Secret | null {
  const file = reader.given('grant-password-file');
  if (file && !reader.has('grant') && !reader.has('preset')) {
    problems.push({ source: file.source, message: 'there is no grant: name it with --grant NAME' });
  }
  const given = readSecret(reader, 'grant-password-file', 'MULTISMURF_GRANT_PASSWORD', sources, problems);
  return given ? createSecret(given.text) : null;
}

/** `--param duration=30`: a value is JSON if it can be read as JSON, and otherwise a text. */
function readParams(reader: OptionReader, problems: Problem[]): Readonly<Record<string, unknown>> {
  const pairs = reader.readAll('param', (text): check.Checked<readonly [string, unknown]> => {
    const [, name, value = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined) return { ok: false, wanted: 'NAME=VALUE, such as duration=30' };
    return { ok: true, value: [name, jsonOr(value)] };
  });
  const names = pairs.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    problems.push({ source: '--param', message: `the parameter ${twice} is given more than once` });
  }
  return Object.fromEntries(pairs);
}

interface SlotParams {
  readonly streamIds: readonly [string];
  readonly params: Readonly<Record<string, unknown>>;
}

/** `--slot-param ufm_mv5:duration=60`, as `slotParams` of the API: one entry for each slot. */
function readSlotParams(reader: OptionReader): SlotParams[] {
  const all = reader.readAll('slot-param', (text): check.Checked<readonly [string, string, unknown]> => {
    const [, slot, name, value = ''] = /^([^:=]+):([^=]+)=(.*)$/s.exec(text) ?? [];
    if (slot === undefined || name === undefined) {
      return { ok: false, wanted: 'SLOT:NAME=VALUE, such as ufm_mv5:duration=60' };
    }
    return { ok: true, value: [slot, name, jsonOr(value)] };
  });
  const slots = [...new Set(all.map(([slot]) => slot))];
  return slots.map((one) => ({
    streamIds: [one],
    params: Object.fromEntries(all.flatMap(([slot, name, value]) => (slot === one ? [[name, value]] : []))),
  }));
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Numbers of slots and percentages are checked by the server. */
function readRunOptions(reader: OptionReader): Readonly<Record<string, unknown>> {
  const texts: Readonly<Record<string, OptionName>> = {
    maxConcurrency: 'max-concurrency',
    maxErrors: 'max-errors',
  };
  const options: Record<string, unknown> = {};
  for (const [field, name] of Object.entries(texts)) {
    const given = reader.given(name);
    if (given) options[field] = countOf(given.text);
  }
  const batches = reader.given('batches');
  if (batches) options['batches'] = batches.text.split(',').map(countOf);
  const settle = reader.read('settle', check.number(0, Number.MAX_SAFE_INTEGER));
  const timeout = reader.read('run-timeout', check.seconds);
  const minSlots = reader.read('min-slots', check.wholeNumber(1, Number.MAX_SAFE_INTEGER));
  const requestId = reader.given('request-id')?.text;
  const grant = reader.given('grant')?.text;
  const note = reader.given('note')?.text;
  const labels = readLabels(reader);
  return {
    ...options,
    ...(settle !== undefined && { settleSeconds: settle }),
    ...(timeout !== undefined && { timeoutSeconds: timeout }),
    ...(minSlots !== undefined && { minSlots }),
    ...(requestId !== undefined && { requestId }),
    ...(grant !== undefined && { exclusive: { grant } }),
    ...(note !== undefined && { note }),
    ...(labels.length > 0 && { labels }),
    ...(reader.has('force') && { force: true }),
    ...(reader.has('skip-unavailable') && { skipUnavailable: true }),
    ...(reader.has('tag-with-run-id') && { tagWithRunId: true }),
  };
}

const readLabels = (reader: OptionReader) =>
  reader.readAll('label', (text): check.Checked<string> => ({ ok: true, value: text }));

/** The change of a run. The server checks the texts. */
function readAnnotation(reader: OptionReader, problems: Problem[]) {
  const source = 'command line';
  const note = reader.given('note')?.text;
  const given = readLabels(reader);
  const isCleared = reader.has('clear-labels');
  if (isCleared && given.length > 0) {
    problems.push({ source, message: 'expected either --label or --clear-labels, got both' });
  }
  const labels = isCleared || given.length > 0 ? given : undefined;
  if (note === undefined && labels === undefined) {
    problems.push({ source, message: 'expected --note, --label or --clear-labels, got none of them' });
  }
  return { note, labels };
}

const countOf = (text: string) => (/^\d+$/.test(text.trim()) ? Number(text) : text.trim());
