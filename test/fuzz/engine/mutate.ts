import { type Json, toText } from './json.js';
import { mutateText } from './mutate-text.js';
import type { Random } from './random.js';

/** The sources of a mutation. */
export interface Stock {
  /** Inputs that reached new code. */
  readonly pool: readonly Json[];
  /** Words of the language that the target reads. */
  readonly words: readonly string[];
}

/** Inputs stay small, so that many can be tried; tags such as `$repeat` make long values. */
const MAX_LENGTH = 20_000;

/** Values that programs often handle incorrectly. */
const ODD: readonly Json[] = [
  ...[null, true, false, 0, -1, 1, 0.5, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308],
  ...['', ' ', '\u0000', '\ud800', '\ufeff', '💥', '__proto__', 'constructor', '../..', '%00', '-0', '1e999'],
  ...[[], {}, [[]], [null], { '': null }, { toString: 1 }, { valueOf: null, toString: null }],
  JSON.parse('{"__proto__":{"a":1}}') as Json,
  { constructor: { prototype: null } },
  { length: 1 },
  ...['NaN', 'Infinity', '-Infinity', '-0'].map((text) => ({ $number: text })),
  { $bytes: 'AP8A' },
  { $date: 0 },
  { $date: 1e300 },
  ...[300, 20_000].map((times) => ({ $repeat: ['a', times] })),
  { $repeat: [' \n', 5000] },
  ...[40, 1200].flatMap((levels) => [{ $nest: ['list', levels] }, { $nest: ['map', levels] }]),
];

type Container = Json[] | Record<string, Json>;

/** A place in an input: a member of a list or an object. */
interface Place {
  readonly holder: Container;
  readonly key: string;
}

function clone(value: Json): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

/** Every place, outermost first. The input itself is at `root[0]`. */
function placesOf(root: Json[]): Place[] {
  const places: Place[] = [];
  const visit = (holder: Container) => {
    for (const [key, member] of Object.entries(holder)) {
      places.push({ holder, key });
      if (typeof member === 'object' && member !== null) visit(member as Container);
    }
  };
  visit(root);
  return places;
}

function read({ holder, key }: Place): Json {
  return (holder as Record<string, Json>)[key] ?? null;
}

/** Unlike an assignment, this creates an ordinary member for every key, such as `__proto__`. */
function write({ holder, key }: Place, value: Json): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function remove({ holder, key }: Place): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
}

function randomNumber(value: number, random: Random): Json {
  return random.pick([value + 1, value - 1, -value, value * 2, value / 3, 0, Math.trunc(value)]) ?? 0;
}

/** Adds a member next to the place: a copy, or another value. */
function addBeside({ holder, key }: Place, value: Json, random: Random, words: readonly string[]): void {
  if (Array.isArray(holder)) holder.splice(random.below(holder.length + 1), 0, value);
  else {
    const name = random.once(3) ? mutateText(key, random, words) : (random.pick(words) ?? key);
    write({ holder, key: name }, value);
  }
}

function mutateOnce(root: Json[], random: Random, { pool, words }: Stock): void {
  const place = random.pick(placesOf(root));
  if (!place) return;
  const value = read(place);
  const isRoot = place.holder === root;
  const elsewhere = () => {
    const other = random.pick(placesOf([clone(random.pick(pool) ?? null)]));
    return other ? read(other) : null;
  };
  switch (random.below(isRoot ? 4 : 9)) {
    case 0:
    case 1:
    case 2:
      if (typeof value === 'string') write(place, mutateText(value, random, words));
      else if (typeof value === 'number') write(place, randomNumber(value, random));
      else if (isRoot) mutateOnce(root, random, { pool, words });
      else write(place, clone(random.pick(ODD) ?? null));
      return;
    case 3:
      if (!isRoot || random.once(20)) write(place, elsewhere());
      return;
    case 4:
      remove(place);
      return;
    case 5:
      addBeside(place, clone(value), random, words);
      return;
    case 6:
      addBeside(place, elsewhere(), random, words);
      return;
    case 7:
      write(place, clone(random.pick(ODD) ?? null));
      return;
    default:
      write(
        place,
        random.pick<Json>([[value], { [random.pick(words) ?? 'a']: value }, toText(value)]) ?? null,
      );
  }
}

/** Returns the input with one to six changes. */
export function mutate(input: Json, random: Random, stock: Stock): Json {
  const root: Json[] = [clone(input)];
  for (let change = random.pick([1, 1, 2, 3, 6]) ?? 1; change > 0; change -= 1)
    mutateOnce(root, random, stock);
  const mutated = root[0] ?? null;
  return JSON.stringify(mutated).length > MAX_LENGTH ? input : mutated;
}
