import { z } from 'zod';
import { parsePythonYaml } from '../lib/python-yaml.js';
import { shortened } from '../lib/shortened.js';
import { isUserName, MAX_USER_NAME } from '../lib/user-name.js';
import { ROLES, type Viewer } from './viewer.js';

/** A token that somebody has, without the token itself. */
export interface NamedToken {
  /** Of the token: see `hashOf`. */
  readonly hash: string;
  readonly viewer: Viewer & { readonly name: string };
  /** The token is not valid from then on; null if it does not expire. */
  readonly expires: Date | null;
}

/** Either all tokens, or what is wrong with the file: a file that is half understood must not let anybody in. */
export type ParsedTokens =
  | { readonly ok: true; readonly tokens: readonly NamedToken[] }
  | { readonly ok: false; readonly mistakes: readonly string[] };

const MAX_SHOWN = 200;

const names = z.array(z.string().min(1)).min(1);

const entry = z.strictObject({
  name: z.string().refine(isUserName),
  role: z.enum(ROLES),
  sha256: z.string().regex(/^[\w-]{43}$/),
  operations: names.optional(),
  slots: names.optional(),
  expires: z.union([z.date(), z.iso.datetime({ offset: true }), z.iso.date()]).optional(),
});

const WANTED: Readonly<Record<keyof z.infer<typeof entry>, string>> = {
  name: `a name with at most ${MAX_USER_NAME} characters`,
  role: `one of ${ROLES.join(', ')}`,
  sha256: 'the hash that `multismurf token` writes',
  operations: 'a list of operations, such as [take_iv, take_noise]',
  slots: 'a list of slots or groups, such as [ufm_mv5, tube1]',
  expires: 'a date such as 2027-01-31 or 2027-01-31T12:00:00Z',
};

/** Reads the text of a file of tokens, a YAML list. */
export function parseTokens(text: string): ParsedTokens {
  const yaml = parsePythonYaml(text);
  if (!yaml.ok) {
    const { place, message } = yaml.problem;
    return {
      ok: false,
      mistakes: [`${place === null ? '' : `line ${place.line}: `}invalid YAML: ${message}`],
    };
  }
  if (yaml.value === null) return { ok: true, tokens: [] };
  if (!Array.isArray(yaml.value)) return { ok: false, mistakes: ['expected a list of tokens'] };
  const tokens: NamedToken[] = [];
  const mistakes: string[] = [];
  for (const [index, value] of yaml.value.entries()) {
    const parsed = entry.safeParse(value);
    if (parsed.success) tokens.push(tokenOf(parsed.data));
    else mistakes.push(...complaints(parsed.error, value, index));
  }
  for (const [key, keyOf] of UNIQUE) {
    const values = tokens.map(keyOf);
    const twice = values.filter((value, index) => values.indexOf(value) < index);
    mistakes.push(...[...new Set(twice)].map((value) => `the ${key} ${value} occurs more than once`));
  }
  return mistakes.length > 0 ? { ok: false, mistakes } : { ok: true, tokens };
}

const UNIQUE: readonly (readonly [string, (token: NamedToken) => string])[] = [
  ['name', ({ viewer }) => viewer.name],
  ['hash', ({ hash }) => hash],
];

function tokenOf({ name, role, sha256, operations, slots, expires }: z.infer<typeof entry>): NamedToken {
  const viewer = { name, role, operations: operations ?? null, slots: slots ?? null };
  return { hash: sha256, viewer, expires: expires === undefined ? null : new Date(expires) };
}

/** The values are not shown: somebody may have written a token into the file. */
function complaints(error: z.ZodError, value: unknown, index: number): readonly string[] {
  const name = (value as { readonly name?: unknown } | null)?.name;
  const which = typeof name === 'string' ? shortened(name, MAX_SHOWN) : `token ${index + 1}`;
  return error.issues.map((issue) => {
    if (issue.code === 'unrecognized_keys')
      return `${which}: unknown key ${issue.keys.join(', ')}; the keys are ${Object.keys(WANTED).join(', ')}`;
    const [field] = issue.path;
    const wanted = WANTED[field as keyof typeof WANTED];
    return wanted === undefined
      ? `${which}: expected a name, a role and a hash`
      : `${which}: ${String(field)}: expected ${wanted}`;
  });
}
