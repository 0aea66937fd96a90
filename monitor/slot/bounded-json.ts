/** A list or an object shows no more members than this at once. */
const MEMBERS = 100;
/** A text shows no more characters than this. */
const CHARACTERS = 2000;

/**
 * The same data in a shape that is cheap to show: a long list is cut into parts, such as `0 … 99`, which are unfolded one
 * by one. Nothing is left out but the end of very long texts.
 */
export function bounded(data: unknown): unknown {
  if (typeof data === 'string') return boundedText(data);
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) {
    const members = data.map(bounded);
    if (members.length <= MEMBERS) return members;
    return inParts(members, (from, to) => `${from} … ${to}`);
  }
  const members = Object.entries(data).map(([name, value]) => [name, bounded(value)] as const);
  if (members.length <= MEMBERS) return Object.fromEntries(members);
  const parts = inParts(members, (from, to) => `${members[from]?.[0]} … ${members[to]?.[0]}`);
  return Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [name, Object.fromEntries(part)] as const),
  );
}

function boundedText(text: string): string {
  if (text.length <= CHARACTERS) return text;
  return `${text.slice(0, CHARACTERS)} … and ${text.length - CHARACTERS} more characters`;
}

/** Parts of at most a hundred members, so that a million members are two steps away. */
function inParts<Member>(
  members: readonly Member[],
  nameOf: (from: number, to: number) => string,
): Record<string, Member[]> {
  const size = Math.max(MEMBERS, Math.ceil(members.length / MEMBERS));
  const parts: Record<string, Member[]> = {};
  for (let from = 0; from < members.length; from += size) {
    const part = members.slice(from, from + size);
    parts[nameOf(from, from + part.length - 1)] = part;
  }
  return parts;
}
