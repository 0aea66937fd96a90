/** A number that an operation measured. */
export interface Figure {
  /** Unique among the figures of a session. The name in the agent's feed, if it publishes this number. */
  readonly name: string;
  /** Always finite. */
  readonly value: number;
  /** Such as `pA/rtHz`; {@link CHANNELS} for a number of channels; null for a pure number. */
  readonly unit: string | null;
  readonly description: string;
}

/** The unit of a number of channels. */
export const CHANNELS = 'channels';

/** socs writes infinity as the largest number (`json_safe` of smurf_subprocess_util.py). */
const LARGEST = 1e300;

/** The number, if an agent reports a usable one; undefined otherwise. */
export function numberIn(value: unknown): number | undefined {
  return typeof value === 'number' && Math.abs(value) < LARGEST ? value : undefined;
}

/** The member of an object of an agent; undefined if it is no object, or has no such member. */
export function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
