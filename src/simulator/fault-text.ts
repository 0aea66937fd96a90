import { DEFAULT_MEGABYTES, DEFAULT_SECONDS, type Fault, type FaultKind, OPERATIONS } from './fault.js';
import type { SlotName } from './slot-names.js';

/** A fault on some slots, for some time. */
export interface PlannedFault {
  readonly slots: readonly SlotName[];
  readonly fault: Fault;
  /** Seconds from now. */
  readonly from: number;
  /** Seconds from now. Null: the fault lasts until it is cleared. */
  readonly to: number | null;
  /** The text after the slots: `:take_noise=raise@30`. */
  readonly rest: string;
}

export type ParsedFault =
  | { readonly ok: true; readonly value: PlannedFault }
  /** `wanted` lists what was expected in place of each wrong part. */
  | { readonly ok: false; readonly wanted: string };

interface Kind {
  /** Whether a fault of this kind can, or must, be limited to one operation. */
  readonly operation?: 'optional' | 'required';
  /** Whether it takes a value; the name is for the help. */
  readonly value?: {
    readonly name: string;
    readonly required?: true;
    /** For a value that is a number. */
    readonly min?: number;
    readonly max?: number;
  };
  /** For the help. */
  readonly text: string;
}

const MAX_SECONDS = 1_000_000;

const KINDS: Readonly<Record<FaultKind, Kind>> = {
  raise: {
    operation: 'required',
    value: { name: 'MESSAGE' },
    text: 'the operation fails half way, with a traceback',
  },
  hang: {
    operation: 'required',
    text: 'the operation never ends and keeps the lock of the slot, so other operations fail',
  },
  crash: {
    operation: 'optional',
    text: 'the agent ends, immediately or half way through the operation; it starts again at TO',
  },
  restart: {
    operation: 'optional',
    value: { name: 'SECONDS', min: 0, max: MAX_SECONDS },
    text: `as crash, but the agent starts again after SECONDS (default ${DEFAULT_SECONDS.restart})`,
  },
  silent: { text: 'the agent is paused: it sends nothing and does not answer' },
  late: {
    operation: 'optional',
    value: { name: 'SECONDS', min: 0, max: MAX_SECONDS },
    text: `the agent handles each request SECONDS late (default ${DEFAULT_SECONDS.late})`,
  },
  'lost-answer': { operation: 'optional', text: 'the agent executes each start but does not answer it' },
  nan: { text: 'the numbers in feeds are NaN or Infinity' },
  large: {
    operation: 'optional',
    value: { name: 'MEGABYTES', min: 0.001, max: 16 },
    text: `session data of the operation (default check_state) are larger by MEGABYTES (default ${DEFAULT_MEGABYTES})`,
  },
  claim: {
    value: { name: 'STREAM-ID', required: true },
    text: 'the slot reports this stream id in place of its own',
  },
  'bad-heartbeats': { text: 'the heartbeats are malformed' },
  stale: { text: 'check_state cannot read the hardware, and does not report that' },
};

/** The syntax and the effect of each kind of fault. */
export function describeKinds(): readonly (readonly [syntax: string, text: string])[] {
  return Object.entries(KINDS).map(([kind, { operation, value, text }]) => {
    const target = { required: ':OPERATION', optional: '[:OPERATION]', none: '' }[operation ?? 'none'];
    const parameter = value === undefined ? '' : value.required ? `:${value.name}` : `[:${value.name}]`;
    return [`SLOT${target}=${kind}${parameter}`, text];
  });
}

const FORM = 'SLOT[:OPERATION]=FAULT[:VALUE][@FROM[..TO]], such as s3:take_noise=raise or s2=silent@30..60';

/**
 * Reads `SLOT[:OPERATION]=FAULT[:VALUE][@FROM[..TO]]`. SLOT is `all`, or names of slots separated by commas: the
 * end of an instance id, a whole instance id, or a stream id. FROM and TO are seconds.
 */
export function parseFault(text: string, names: readonly SlotName[]): ParsedFault {
  const [, target, operation, kind = '', value, window] =
    /^([^:=]+)(?::([^=]*))?=([^:@]*)(?::(.*?))?(?:@([^@]*))?$/.exec(text) ?? [];
  if (target === undefined) return { ok: false, wanted: FORM };
  const wanted: string[] = [];
  const slots = findSlots(target, names, wanted);
  if (operation !== undefined && !OPERATIONS.includes(operation)) {
    wanted.push(`an operation after the colon: ${OPERATIONS.join(', ')}`);
  }
  const fault = isKind(kind) ? readFault(kind, operation, value, wanted) : undefined;
  if (fault === undefined && !isKind(kind)) {
    wanted.push(`after the = one of ${Object.keys(KINDS).join(', ')}`);
  }
  const { from, to } = readWindow(window, wanted);
  if (wanted.length > 0 || fault === undefined) return { ok: false, wanted: wanted.join('; also ') };
  return { ok: true, value: { slots, fault, from, to, rest: text.slice(target.length) } };
}

/** The slots that `text` names. For an unknown name, adds what was expected to `wanted`. */
export function findSlots(text: string, names: readonly SlotName[], wanted: string[]): readonly SlotName[] {
  if (text === 'all') return names;
  const found = text
    .split(',')
    .map((word) => names.find((name) => [name.shortName, name.instanceId, name.streamId].includes(word)));
  const slots = found.flatMap((name) => name ?? []);
  if (slots.length < found.length) {
    const known = names.map(({ shortName, streamId }) => `${shortName} (${streamId})`);
    const unknown = text.split(',').filter((_word, index) => found[index] === undefined);
    wanted.push(`a simulated slot instead of ${unknown.join(', ')} (known: all, ${known.join(', ')})`);
  }
  return [...new Set(slots)];
}

function isKind(text: string): text is FaultKind {
  return Object.hasOwn(KINDS, text);
}

function readFault(
  kind: FaultKind,
  operation: string | undefined,
  text: string | undefined,
  wanted: string[],
): Fault | undefined {
  const { operation: narrowed, value } = KINDS[kind];
  const before = wanted.length;
  if (operation === undefined && narrowed === 'required') {
    wanted.push(`the name of an operation, as in s3:take_noise=${kind}`);
  }
  if (operation !== undefined && narrowed === undefined) {
    wanted.push(`no operation for ${kind}, which concerns the whole agent`);
  }
  if (text !== undefined && value === undefined) wanted.push(`no value for ${kind}`);
  if (value?.required && !text) wanted.push(`${kind}:${value.name}`);
  let amount: number | undefined;
  if (text !== undefined && value?.min !== undefined && value.max !== undefined) {
    amount = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (!(amount >= value.min && amount <= value.max)) {
      wanted.push(`${kind}:${value.name} with a number from ${value.min} to ${value.max}`);
    }
  }
  return wanted.length > before ? undefined : makeFault(kind, operation, text, amount);
}

function makeFault(
  kind: FaultKind,
  operation: string | undefined,
  text: string | undefined,
  amount: number | undefined,
): Fault {
  switch (kind) {
    case 'raise':
      return { kind, operation: operation ?? '', message: text };
    case 'hang':
      return { kind, operation: operation ?? '' };
    case 'crash':
    case 'lost-answer':
      return { kind, operation };
    case 'restart':
    case 'late':
      return { kind, operation, seconds: amount };
    case 'large':
      return { kind, operation, megabytes: amount };
    case 'claim':
      return { kind, streamId: text ?? '' };
    case 'silent':
    case 'nan':
    case 'bad-heartbeats':
    case 'stale':
      return { kind };
  }
}

function readWindow(
  text: string | undefined,
  wanted: string[],
): { readonly from: number; readonly to: number | null } {
  if (text === undefined) return { from: 0, to: null };
  const [, first, last] = /^(\d+(?:\.\d+)?)s?(?:\.\.(?:(\d+(?:\.\d+)?)s?)?)?$/.exec(text) ?? [];
  const from = Number(first);
  const to = last === undefined ? null : Number(last);
  if (!(from <= MAX_SECONDS) || (to !== null && !(to > from && to <= MAX_SECONDS))) {
    wanted.push(
      `after the @ a start and an end in seconds from now, as in @30 or @30..60 (at most ${MAX_SECONDS})`,
    );
  }
  return { from, to };
}
