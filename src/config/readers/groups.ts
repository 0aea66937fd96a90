import type { OptionReader } from '../cli/option-values.js';
import type { Problem } from '../problem.js';
import type { Sources } from '../types.js';
import { readYaml } from '../yaml-file.js';

/** The names and patterns of the slots of each group. */
type Groups = ReadonlyMap<string, readonly string[]>;

const EXAMPLE = 'tube1: [ufm_mv5, "ufm_uv*"]';
const NO_GROUPS: Groups = new Map();

/**
 * The groups in the file of `--groups`: a YAML mapping from the name of a group to a list of names of slots, patterns
 * and other groups. Groups in groups are replaced by their members.
 */
export function readGroups(reader: OptionReader, { readFile }: Sources, problems: Problem[]): Groups {
  const path = reader.read('groups', (value) => ({ ok: true, value }));
  if (path === undefined) return NO_GROUPS;
  const value = readYaml(path, readFile, problems, 'the groups of slots (--groups)');
  if (value === undefined) return NO_GROUPS;
  return flattened(membersIn(value, path, problems), path, problems);
}

function membersIn(value: unknown, path: string, problems: Problem[]): Groups {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    problems.push({ source: path, message: `expected a list of slots for each group, such as ${EXAMPLE}` });
    return NO_GROUPS;
  }
  const groups = new Map<string, readonly string[]>();
  for (const [name, members] of Object.entries(value)) {
    const problem = problemWith(name, members);
    if (problem === null) groups.set(name, members);
    else problems.push({ source: `${path}: ${name}`, message: problem });
  }
  return groups;
}

function problemWith(name: string, members: unknown): string | null {
  if (name === 'all') return 'the name "all" stands for all slots; use another name';
  if (/[*?]/.test(name)) return 'the name of a group must not contain * or ?';
  if (!Array.isArray(members) || members.length === 0) {
    return `expected a list of slots, such as ${EXAMPLE}`;
  }
  const wrong = members.find((member) => typeof member !== 'string' || member === '');
  if (wrong === undefined) return null;
  return `expected names of slots, patterns or groups, got ${JSON.stringify(wrong)}; write names in quotes`;
}

function flattened(groups: Groups, path: string, problems: Problem[]): Groups {
  const flat = new Map<string, readonly string[]>();

  function membersOf(name: string, within: readonly string[]): readonly string[] {
    const known = flat.get(name);
    if (known) return known;
    if (within.includes(name)) {
      const chain = [...within, name].join(' → ');
      problems.push({ source: `${path}: ${within[0]}`, message: `a group cannot contain itself: ${chain}` });
      return [];
    }
    const members = (groups.get(name) ?? []).flatMap((member) =>
      groups.has(member) ? membersOf(member, [...within, name]) : [member],
    );
    const all = [...new Set(members)];
    flat.set(name, all);
    return all;
  }

  return new Map([...groups.keys()].map((name) => [name, membersOf(name, [])]));
}
