import { shortened } from '../../lib/shortened.js';

/** Maximum length of a value in a message. */
const MAX_PRINTED = 300;

/**
 * The checks of a parameter before a start is accepted, like the `@param` decorator of `ocs.ocs_agent`, with the same
 * messages.
 */
export interface ParameterSpec {
  /** Used if the parameter is missing or null. Without a default the parameter is required. */
  readonly default?: unknown;
  readonly type?: 'float' | 'int' | 'bool' | 'str';
  readonly choices?: readonly unknown[];
}
export type ParameterSpecs = Readonly<Record<string, ParameterSpec>>;

export type Params = Readonly<Record<string, unknown>>;

/** Rejects a request; the message is the answer to the caller. */
export class ParamError extends Error {
  override readonly name = 'ParamError';
}

const isOfType = {
  float: (value: unknown) => typeof value === 'number',
  int: (value: unknown) => Number.isInteger(value),
  bool: (value: unknown) => typeof value === 'boolean',
  str: (value: unknown) => typeof value === 'string',
} satisfies Record<NonNullable<ParameterSpec['type']>, (value: unknown) => boolean>;

/**
 * Checks `given` against the specs and fills in defaults; without specs it may be any object.
 * @throws {ParamError} for a missing, mistyped or unknown parameter
 */
export function checkParameters(specs: ParameterSpecs | undefined, given: unknown): Params {
  // Using the defaults instead would start something that the caller did not request.
  if (!isParams(given)) {
    throw new ParamError(
      `CRASH: during param pre-processing: params must be an object, not ${printed(given)}`,
    );
  }
  if (!specs) return given;
  const checked: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(specs)) checked[name] = checkParameter(name, spec, given[name]);
  const strays = Object.keys(given).filter((name) => !Object.hasOwn(specs, name));
  if (strays.length > 0) throw new ParamError(`params included unexpected values: ${printed(strays)}`);
  return checked;
}

function checkParameter(name: string, spec: ParameterSpec, given: unknown): unknown {
  const value = given ?? spec.default;
  if (value === undefined) throw new ParamError(`Param '${name}' is required and must not be None`);
  if (value === null) return value;
  if (spec.type && !isOfType[spec.type](value)) {
    throw new ParamError(
      `Param '${name}'=${printed(value)} is not of required type (<class '${spec.type}'>)`,
    );
  }
  if (spec.choices && !spec.choices.includes(value)) {
    throw new ParamError(
      `Param '${name}'=${printed(value)} is not in allowed set (${printed(spec.choices)})`,
    );
  }
  return value;
}

function isParams(value: unknown): value is Params {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Approximately as Python prints it; the middle of a long value is omitted. */
function printed(value: unknown): string {
  return shortened(typeof value === 'string' ? value : printedInside(value), MAX_PRINTED);
}

function printedInside(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(printedInside).join(', ')}]`;
  return JSON.stringify(value);
}
