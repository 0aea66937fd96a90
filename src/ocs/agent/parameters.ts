/**
 * What an agent checks of an operation's parameters before it accepts a start, as the `@param` decorator
 * of `ocs.ocs_agent` does, with its messages.
 */
export interface ParameterSpec {
  /** Used when the parameter is missing or null; without one the parameter is required. */
  readonly default?: unknown;
  readonly type?: 'float' | 'int' | 'bool' | 'str';
  readonly choices?: readonly unknown[];
}
export type ParameterSpecs = Readonly<Record<string, ParameterSpec>>;

export type Params = Readonly<Record<string, unknown>>;

/** The message is what the caller is told in place of a session. */
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
 * Checks `given` against the specs and fills in defaults.
 * @throws {ParamError} for a missing, mistyped or unknown parameter
 */
export function checkParameters(specs: ParameterSpecs, given: Params): Params {
  const checked: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const value = given[name] ?? spec.default;
    if (value === undefined) throw new ParamError(`Param '${name}' is required and must not be None`);
    checked[name] = value;
    if (value === null) continue;
    if (spec.type && !isOfType[spec.type](value)) {
      throw new ParamError(`Param '${name}'=${value} is not of required type (<class '${spec.type}'>)`);
    }
    if (spec.choices && !spec.choices.includes(value)) {
      throw new ParamError(
        `Param '${name}'=${value} is not in allowed set (${JSON.stringify(spec.choices)})`,
      );
    }
  }
  const strays = Object.keys(given).filter((name) => !(name in specs));
  if (strays.length > 0) {
    throw new ParamError(
      `params included unexpected values: [${strays.map((name) => `'${name}'`).join(', ')}]`,
    );
  }
  return checked;
}
