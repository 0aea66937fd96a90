import { asking, type Question, send } from '../../http/ask.js';
import { START } from '../fortress.js';
import { type Counts, count } from './counts.js';
import type { Target } from './target.js';

const AT_ONCE = 8;
const ROUNDS = 12;

const repeat = (times: number, text: (i: number) => string) =>
  Array.from({ length: times }, (_, i) => text(i)).join(' ');

/** Twelve fragments, each of which has eight fields with the next one: 8^12 fields. */
const multiplying = `{ runs { nodes { ...f0 } } } ${repeat(
  12,
  (i) =>
    `fragment f${i} on Run { ${i === 11 ? 'id' : repeat(8, (n) => `a${i}_${n}: retryOf { ...f${i + 1} }`)} }`,
)}`;

/** Sixty fragments, each of which has the next one ten times, without a field between them. */
const spreading = `{ runs { nodes { ...f0 } } } ${repeat(
  60,
  (i) => `fragment f${i} on Run { ${i === 59 ? 'id' : repeat(10, () => `...f${i + 1}`)} }`,
)}`;

/** Hostile documents, with the code of each in the answer. */
export const DOCUMENTS: Readonly<Record<string, { readonly query: string; readonly code: string }>> = {
  'a depth of 1,000': { query: `${'{a'.repeat(1000)}${'}'.repeat(1000)}`, code: 'QUERY_TOO_LARGE' },
  'a depth of 60': {
    query: `{ runs { nodes ${'{ retryOf'.repeat(57)} { id } ${'}'.repeat(57)} } }`,
    code: 'QUERY_TOO_LARGE',
  },
  '100,000 brackets': { query: '['.repeat(100_000), code: 'QUERY_TOO_LARGE' },
  '10,000 aliases': { query: `{ ${repeat(10_000, (i) => `a${i}: __typename`)} }`, code: 'QUERY_TOO_LARGE' },
  '10,000 starts by alias': {
    query: `mutation { ${repeat(10_000, (i) => `a${i}: runOperation(operation: "take_noise") { id }`)} }`,
    code: 'QUERY_TOO_LARGE',
  },
  'a multiplying fragment': { query: multiplying, code: 'QUERY_TOO_LARGE' },
  'a multiplying fragment without fields': { query: spreading, code: 'QUERY_TOO_LARGE' },
  'a circular fragment': {
    query:
      '{ smurfInstances { ...a } } fragment a on SmurfInstance { ...b } fragment b on SmurfInstance { ...a }',
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  'a circular fragment in a field': {
    query: '{ runs { nodes { ...a } } } fragment a on Run { id retryOf { ...a } }',
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  'one field many times': { query: `{ ${'__typename '.repeat(900_000 / 11)} }`, code: 'QUERY_TOO_LARGE' },
  'many unknown fields': {
    query: `{ ${repeat(1900, (i) => `unknown${i}`)} }`,
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  directives: {
    query: `{ __typename ${'@skip(if: false) '.repeat(250)} }`,
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
  'a list of everything': {
    query: '{ runs(first: 1000000) { nodes { slots { figures { name } } } } }',
    code: 'QUERY_TOO_LARGE',
  },
  'a command': { query: START, code: 'FORBIDDEN' },
};

/** Other bodies than one document. */
const BODIES: Readonly<Record<string, string>> = {
  'a batch of commands': JSON.stringify(Array.from({ length: 1000 }, () => ({ query: START }))),
  'an array of arrays': '['.repeat(500_000),
  'deep variables': `{"query":"query($v: JSON) { __typename }","variables":{"v":${'['.repeat(200_000)}${']'.repeat(200_000)}}}`,
  'a prototype': `{"query":"{ __typename }","variables":{"__proto__":{"polluted":1}},"__proto__":{"query":${JSON.stringify(START)}}}`,
  'bad UTF-8': 'binary',
};

/** The answer in one line: its status, and its code if it has one. */
export function summary({ status, body }: { readonly status: number; readonly body: string }): string {
  let code: unknown;
  try {
    code = JSON.parse(body).errors?.[0]?.extensions?.code;
  } catch {
    code = 'not JSON';
  }
  return `${status} ${code ?? 'no error'}`;
}

/** Sends hostile documents as a viewer, again and again, from several clients at once. */
export async function sendDocuments({ url, tokens }: Target): Promise<() => Promise<Record<string, Counts>>> {
  const headers = { authorization: `Bearer ${tokens.viewer}` };
  const questions: [string, Question][] = [
    ...Object.entries(DOCUMENTS).map(([name, { query }]): [string, Question] => [
      name,
      asking(query, headers),
    ]),
    ...Object.entries(BODIES).map(([name, body]): [string, Question] => [
      name,
      { ...asking('', headers), body: body === 'binary' ? `{"query":"{ a(b: \\"\xff\xfe` : body },
    ]),
  ];
  const results: Record<string, Counts> = Object.fromEntries(questions.map(([name]) => [name, {}]));
  let underway = () => {};
  const height = new Promise<void>((resolve) => {
    underway = resolve;
  });
  const queue = Array.from({ length: ROUNDS }, () => questions).flat();
  const work = async () => {
    for (let next = queue.pop(); next; next = queue.pop()) {
      const [name, question] = next;
      count(results[name] ?? {}, summary(await send(url, question)));
      if (queue.length < questions.length * (ROUNDS - 1)) underway();
    }
  };
  const all = Promise.all(Array.from({ length: AT_ONCE }, work));
  await height;
  return async () => {
    await all;
    return results;
  };
}
