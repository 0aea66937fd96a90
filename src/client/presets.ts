import type { ClientConfig } from '../config/types.js';
import { similarWords } from '../lib/did-you-mean.js';
import { PRESETS, type PresetsData } from './documents.js';
import { type Output, show, showList } from './output.js';
import { type ServerApi, ServerError } from './server-api.js';

type RunConfig = Extract<ClientConfig, { command: 'run' }>;

/** Lists the presets of the server, and the mistakes in their file. */
export async function listPresets(api: ServerApi, out: Output): Promise<void> {
  const { presets, network } = await api.ask<PresetsData>(PRESETS, {});
  showList(
    out,
    presets,
    ['preset', 'operation', 'slots', 'description'],
    ({ name, operation, streamIds, description }) => [
      name,
      operation,
      streamIds?.join(', ') ?? '-',
      description ?? '-',
    ],
    'The server has no presets. To add some, start the server with --presets FILE.',
  );
  if (out.isJson) return;
  for (const { code, message } of network.problems) {
    if (code === 'PRESET_INVALID') show(out, message, () => `mistake  ${message}\n`);
  }
}

/**
 * The arguments of `runOperation`: those of the preset, replaced by what the command line gives.
 * @throws {ServerError} if the server has no such preset, or no slots are given
 */
export async function argumentsOf(
  { request, slots, params, options, grantPassword }: RunConfig,
  api: ServerApi,
): Promise<Readonly<Record<string, unknown>>> {
  if ('operation' in request) {
    const { operation } = request;
    return { operation, streamIds: slots, params, options: withPassword(options, grantPassword) };
  }
  const { presets } = await api.ask<PresetsData>(PRESETS, {});
  const preset = presets.find(({ name }) => name === request.preset);
  if (!preset) throw new ServerError('rejected', unknownPreset(request.preset, presets));
  const streamIds = slots.length > 0 ? slots : preset.streamIds;
  if (streamIds === null) {
    throw new ServerError('rejected', `the preset "${preset.name}" names no slots: name them, or use all`);
  }
  return {
    operation: preset.operation,
    streamIds,
    params: { ...preset.params, ...params },
    options: withPassword({ ...preset.options, ...options }, grantPassword),
  };
}

/** The options with the password of their exclusive grant, as text for the request. */
function withPassword(options: RunConfig['options'], password: RunConfig['grantPassword']): object {
  const { exclusive } = options;
  if (typeof exclusive !== 'object' || exclusive === null || password === null) return options;
  return { ...options, exclusive: { ...exclusive, password: password.reveal() } };
}

function unknownPreset(name: string, presets: PresetsData['presets']): string {
  const names = presets.map((preset) => preset.name);
  const [similar] = similarWords(name, names);
  const advice =
    similar !== undefined
      ? `did you mean "${similar}"?`
      : names.length > 0
        ? `the presets are ${names.map((one) => `"${one}"`).join(', ')}`
        : 'start the server with --presets FILE to add some';
  return `the server has no preset "${name}": ${advice}`;
}
