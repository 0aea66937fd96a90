import type { Command } from 'commander';
import type { Check } from '../checks.js';
import type { Problem } from '../problem.js';
import { type CommandName, suggestion, takesNoValue } from './commands.js';
import type { OptionName } from './options.js';

/** The text of a value, and where it was found. */
export interface GivenValue {
  readonly text: string;
  /** As in {@link Problem}. */
  readonly source: string;
}

/** The values of each option from one place (the command line, the arguments of a site file), in order. */
export type Layer = ReadonlyMap<string, readonly GivenValue[]>;

/**
 * Collects the options of `command`: a later parse fills the layer.
 *
 * @param describe returns the source of an option from its flag.
 */
export function collectOptions(
  command: Command,
  describe: (flag: string) => string,
  problems: Problem[],
): Layer {
  const layer = new Map<string, GivenValue[]>();
  for (const option of command.options) {
    const flag = `--${option.name()}`;
    command.on(`option:${option.name()}`, (text: string | null | undefined) => {
      const source = describe(flag);
      if (text === null) {
        problems.push({
          source,
          message: `expected a value after it, got none; see multismurf ${command.name()} --help`,
        });
        return;
      }
      layer.set(option.name(), [...(layer.get(option.name()) ?? []), { text: text ?? '', source }]);
    });
  }
  return layer;
}

/** A problem for each word that belongs to no option. */
export function reportUnexpected(
  name: CommandName,
  words: readonly string[],
  describe: (flag: string) => string,
  place: string,
  problems: Problem[],
): void {
  let maybeValue = false;
  for (const word of words) {
    if (/^--?[A-Za-z]/.test(word)) {
      // The value of an unknown option is not shown: it may be a password.
      const [flag = word] = word.split(/[=\s]/, 1);
      const advice = /\s/.test(word)
        ? ' The option and its value are one argument: write them as two arguments.'
        : suggestion(name, flag);
      const message = takesNoValue(name, flag) ? 'this option takes no value' : `unknown option.${advice}`;
      problems.push({ source: describe(flag), message });
      maybeValue = !/[=\s]/.test(word);
    } else {
      if (!maybeValue) {
        problems.push({
          source: place,
          message: `unexpected argument "${word}": it is neither an option nor the value of one`,
        });
      }
      maybeValue = false;
    }
  }
}

/** Merges layers: for each option a later layer overrides an earlier one. The values of `timeout` are all kept. */
export function mergeLayers(layers: readonly Layer[]): Layer {
  const merged = new Map<string, readonly GivenValue[]>();
  for (const layer of layers) {
    for (const [name, values] of layer) {
      merged.set(name, name === 'timeout' ? [...(merged.get(name) ?? []), ...values] : values);
    }
  }
  return merged;
}

/** Reads options from a layer, and reports values that are invalid. */
export interface OptionReader {
  /** The last value, which is the one that counts. */
  given(name: OptionName): GivenValue | undefined;
  /** Whether an option without a value is present. */
  has(name: OptionName): boolean;
  /** Undefined if the option is missing or invalid. */
  read<T>(name: OptionName, check: Check<T>): T | undefined;
  readAll<T>(name: OptionName, check: Check<T>): T[];
}

export function createOptionReader(layer: Layer, problems: Problem[]): OptionReader {
  const given = (name: OptionName) => layer.get(name)?.at(-1);
  return {
    given,
    has: (name) => given(name) !== undefined,
    read: (name, check) => {
      const value = given(name);
      return value === undefined ? undefined : checkValue(value, check, problems);
    },
    readAll: (name, check) =>
      (layer.get(name) ?? []).flatMap((value) => {
        const checked = checkValue(value, check, problems);
        return checked === undefined ? [] : [checked];
      }),
  };
}

/** The checked value. If it is invalid, adds a problem and returns undefined. */
export function checkValue<T>(
  { text, source }: GivenValue,
  check: Check<T>,
  problems: Problem[],
): T | undefined {
  const checked = check(text);
  if (checked.ok) return checked.value;
  const got = checked.got === undefined ? showText(text) : checked.got;
  problems.push({ source, message: `expected ${checked.wanted}${got === null ? '' : `, got ${got}`}` });
  return undefined;
}

const LONGEST_SHOWN = 80;

function showText(text: string): string {
  if (text === '') return 'nothing';
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}...` : text;
}
