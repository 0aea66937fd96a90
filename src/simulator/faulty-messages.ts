const ODD_NUMBERS = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as const;

/** The message of a feed with its numbers replaced by NaN, Infinity and -Infinity in turn, except timestamps. */
export function spoilNumbers([pair]: readonly unknown[]): readonly unknown[] {
  const [message, info] = Array.isArray(pair) ? pair : [];
  let count = 0;
  function spoil(value: unknown): unknown {
    if (typeof value === 'number') return ODD_NUMBERS[count++ % ODD_NUMBERS.length];
    if (Array.isArray(value)) return value.map(spoil);
    if (!isRecord(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, key === 'timestamps' ? member : spoil(member)]),
    );
  }
  return [[spoil(message), info]];
}

type Malform = (
  message: Readonly<Record<string, unknown>>,
  info: Readonly<Record<string, unknown>>,
) => unknown;

/** Each has a member that is not allowed in a heartbeat, or lacks a required one. */
const MALFORMATIONS: readonly Malform[] = [
  () => null,
  () => 'alive',
  (message) => [message, null],
  (_message, info) => [null, info],
  (_message, info) => [['take_noise', 1], info],
  (message, info) => [message, info, {}],
  (message, info) => [message, { ...info, session_id: 7 }],
  (message, { agent_address: _left, ...info }) => [message, info],
  (message, info) => [{ ...message, take_noise: 'RUNNING' }, info],
  (message, info) => [{ ...message, take_noise: 1.5 }, info],
  (message, info) => [{ ...message, take_noise: Number.NaN }, info],
];

/** A malformed heartbeat. Each `index` is a different kind of malformation. */
export function malformHeartbeat([pair]: readonly unknown[], index: number): readonly unknown[] {
  const [message, info] = Array.isArray(pair) ? pair : [];
  const malform = MALFORMATIONS[index % MALFORMATIONS.length];
  return [malform?.(isRecord(message) ? message : {}, isRecord(info) ? info : {})];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
