import type { Json } from './json.js';

/** Maximum number of attempts for one fault. */
const MAX_ATTEMPTS = 300;

/** All values that are one step smaller than the value, the largest steps first. */
function* smaller(value: Json): Generator<Json> {
  if (typeof value === 'string') {
    for (let size = value.length; size >= 1; size = Math.floor(size / 2)) {
      for (let at = 0; at < value.length; at += size) yield value.slice(0, at) + value.slice(at + size);
    }
  } else if (Array.isArray(value)) {
    for (const index of value.keys()) yield value.toSpliced(index, 1);
    for (const [index, member] of value.entries())
      for (const less of smaller(member)) yield value.toSpliced(index, 1, less);
  } else if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value as Readonly<Record<string, Json>>);
    for (const index of entries.keys()) yield Object.fromEntries(entries.toSpliced(index, 1));
    for (const [index, [key, member]] of entries.entries())
      for (const less of smaller(member)) yield Object.fromEntries(entries.toSpliced(index, 1, [key, less]));
  }
}

/** Returns the smallest input that was found and still has the fault. */
export async function shrink(input: Json, isFaulty: (input: Json) => Promise<boolean>): Promise<Json> {
  let smallest = input;
  let attempts = 0;
  for (let found = true; found; ) {
    found = false;
    for (const less of smaller(smallest)) {
      if (attempts++ >= MAX_ATTEMPTS) return smallest;
      if (!(await isFaulty(less))) continue;
      smallest = less;
      found = true;
      break;
    }
  }
  return smallest;
}
