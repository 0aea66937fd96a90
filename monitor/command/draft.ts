import {
  type Entries,
  type Entry,
  entriesOf,
  isObject,
  type Kind,
  readEntries,
  readEntry,
  type Values,
} from './entries.js';
import { kindIn } from './fields-of.js';
import { OPTION_FIELDS } from './option-fields.js';

/** Parameters of their own for some of the slots. */
export interface SlotEntry {
  /** Instance ids. */
  readonly slots: readonly string[];
  /** A JSON object. */
  readonly text: string;
}

/** What a person has filled in so far. */
export interface Draft {
  /** The parameters that are set. */
  readonly params: Entries;
  /** All parameters as one JSON text, instead of `params`; null while the fields are used. */
  readonly json: string | null;
  readonly perSlot: readonly SlotEntry[];
  /** The options that are set. */
  readonly options: Entries;
}

/** A draft as the address has it. Null: nothing. */
export interface DraftAddress {
  readonly params: string | null;
  readonly options: string | null;
  readonly note: string | null;
}

/** A draft as the server gets it. */
export interface DraftReading {
  readonly params: Values;
  readonly options: Values;
  /** What cannot be read, by the place: `params`, `params.NAME`, `slotParams.INDEX`, `options` or `options.NAME`. */
  readonly mistakes: ReadonlyMap<string, string>;
}

const ALL: Entry['kind'] = 'object';
const NO_SLOTS = 'Select the slots that these parameters are for.';

/** What cannot be read is kept as text, so that nothing is started with less than the link says. */
export function draftFrom({ params, options, note }: DraftAddress, kindOf: (name: string) => Kind): Draft {
  const given = params === null ? { value: {} } : readEntry({ kind: ALL, text: params });
  const chosen = options === null ? { value: {} } : readEntry({ kind: ALL, text: options });
  const { slotParams, ...rest } = 'value' in chosen ? (chosen.value as Values) : {};
  const values = note === null ? rest : { ...rest, note };
  const unreadable: Entries = new Map([['options', { kind: ALL, text: options ?? '' }]]);
  return {
    params: 'value' in given ? entriesOf(given.value as Values, kindOf) : new Map(),
    json: 'value' in given ? null : params,
    perSlot: Array.isArray(slotParams) ? slotParams.filter(isObject).map(slotEntryOf) : [],
    options: new Map([...('value' in chosen ? [] : unreadable), ...entriesOf(values, kindIn(OPTION_FIELDS))]),
  };
}

function slotEntryOf({ streamIds, params }: Values): SlotEntry {
  return { slots: Array.isArray(streamIds) ? streamIds.map(String) : [], text: JSON.stringify(params) };
}

export function readDraft({ params, json, perSlot, options }: Draft): DraftReading {
  const mistakes = new Map<string, string>();
  const read = (place: string, entries: Entries): Values => {
    const reading = readEntries(entries);
    for (const [name, mistake] of reading.mistakes) mistakes.set(`${place}${name}`, mistake);
    return reading.values;
  };
  const whole = (text: string): Entries => new Map([['params', { kind: ALL, text }]]);
  const slotParams = perSlot.flatMap(({ slots, text }, index) => {
    const reading = readEntry({ kind: ALL, text });
    const wrong = 'mistake' in reading ? reading.mistake : slots.length === 0 ? NO_SLOTS : null;
    if (wrong !== null) mistakes.set(`slotParams.${index}`, wrong);
    return wrong === null && 'value' in reading ? [{ streamIds: slots, params: reading.value }] : [];
  });
  const chosen = read('options.', options);
  return {
    params: json === null ? read('params.', params) : ((read('', whole(json))['params'] ?? {}) as Values),
    options: slotParams.length === 0 ? chosen : { ...chosen, slotParams },
    mistakes,
  };
}

/** Bad JSON stays in the address as it is; other fields that cannot be read are left out. */
export function addressOf(draft: Draft): DraftAddress {
  const { params, options } = readDraft(draft);
  const { note, ...rest } = options;
  const text = (values: Values) => (Object.keys(values).length === 0 ? null : JSON.stringify(values));
  return {
    params: draft.json ?? text(params),
    options: text(rest),
    note: typeof note === 'string' && note !== '' ? note : null,
  };
}
