import {
  coerceInputValue,
  GraphQLID,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
} from 'graphql';
import { RequestError } from '../core/errors.js';
import type { CheckedPreset, Preset, PresetMistake } from '../core/presets.js';
import { parseStartRequest } from '../core/runs/run-request.js';
import { readOptions, WORDS } from './run-options.js';
import { schema } from './schema.js';

const typeOf = (name: string) => schema.getType(name) as GraphQLInputType;

/** The arguments of `runOperation` that a preset can have. */
const PresetInput = new GraphQLInputObjectType({
  name: 'Preset',
  fields: {
    description: { type: GraphQLString },
    operation: { type: new GraphQLNonNull(GraphQLString) },
    streamIds: { type: new GraphQLList(new GraphQLNonNull(GraphQLID)) },
    params: { type: typeOf('JSON') },
    options: { type: typeOf('RunOptions') },
  },
});

/** Checks a preset as `runOperation` checks its arguments, without the slots and the operations of the network. */
export function checkPreset(value: unknown): CheckedPreset {
  const mistakes: PresetMistake[] = [];
  const given = coerceInputValue(value ?? {}, PresetInput, (path, _value, { message }) => {
    // Its path ends at the object.
    const [, unknown] = /^Field "(.*?)" is not defined by type/.exec(message) ?? [];
    mistakes.push({ path: unknown === undefined ? path : [...path, unknown], message });
  }) as Partial<Preset> | undefined;
  if (given?.options?.['requestId'] !== undefined) {
    const message = 'requestId belongs to one request: omit it in a preset';
    mistakes.push({ path: ['options', 'requestId'], message });
  }
  if ((given?.options?.['exclusive'] as { password?: unknown } | null | undefined)?.password != null) {
    const message = 'a preset is shown to every client, so it cannot have a password';
    mistakes.push({ path: ['options', 'exclusive', 'password'], message });
  }
  if (mistakes.length > 0 || !given) return { ok: false, mistakes };
  const { description = null, operation = '', streamIds = null, params = null, options = null } = given;
  try {
    parseStartRequest({
      ...{ operation, streamIds, params, ...readOptions(options) },
      ...{ via: 'GRAPHQL', requestedBy: null, words: WORDS },
    });
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const [, option] = /^options\.(\w+)/.exec(error.message) ?? [];
    const path = option === undefined ? [] : ['options', option];
    return { ok: false, mistakes: [{ path, message: error.message }] };
  }
  return { ok: true, preset: { description, operation, streamIds, params, options } };
}
