import { readFile, writeFile } from 'node:fs/promises';
import { cook, isSubscription } from './cook.js';
import { COOKBOOK, createIds, readSteps, SHOWN_ORIGIN, type Step } from './cookbook.js';

/**
 * Runs every step of the cookbook against a server that `npm start` has just started, and writes what it
 * answers into docs/cookbook.md. To be read before it is committed.
 *
 *     node dist/test/examples/refresh-cookbook.js [ORIGIN]
 */
const WIDTH = 100;
const BOUND_MS = 300_000;

const origin = process.argv[2] ?? SHOWN_ORIGIN;
const markdown = await readFile(COOKBOOK, 'utf8');
const ids = createIds();
let refreshed = '';
let copied = 0;
for (const step of readSteps(markdown)) {
  process.stdout.write(`line ${step.line}\n`);
  const count = step.answers.length;
  const answers = await cook(
    { kind: step.kind, text: ids.apply(step.text), count },
    { origin, boundMs: BOUND_MS },
  );
  ids.learn(step.answers, answers);
  const [start, end] = step.answerAt;
  refreshed += `${markdown.slice(copied, start)}${show(step, answers)}\n`;
  copied = end;
}
await writeFile(COOKBOOK, ids.apply(refreshed + markdown.slice(copied)));

function show(step: Step, answers: readonly unknown[]): string {
  if (!isSubscription(step)) return format(answers[0]);
  const lines = answers
    .map((answer) => JSON.stringify(answer))
    .filter((line, index, all) => line !== all[index - 1]);
  if (step.kind === 'graphql') return lines.join('\n');
  return lines
    .map((line) => `event: next\ndata: ${line}\n`)
    .join('\n')
    .trimEnd();
}

/** Compact JSON: values that fit into a line are on one line. */
function format(value: unknown, indent = ''): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const flat = spaced(value);
  const isTop = indent === '';
  if (!isTop && indent.length + flat.length <= WIDTH) return flat;
  const inner = `${indent}  `;
  if (Array.isArray(value) && value.every((element) => typeof element !== 'object')) {
    return `[\n${fill(value.map(spaced), inner)}\n${indent}]`;
  }
  if (Array.isArray(value)) {
    const parts = value.map((element) => `${inner}${format(element, inner)}`);
    return `[\n${parts.join(',\n')}\n${indent}]`;
  }
  const parts = Object.entries(value).map(
    ([key, part]) => `${inner}${JSON.stringify(key)}: ${format(part, inner)}`,
  );
  return `{\n${parts.join(',\n')}\n${indent}}`;
}

function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const parts = Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}: ${spaced(part)}`);
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

/** Fills each line with as many words as fit. */
function fill(words: readonly string[], indent: string): string {
  const lines: string[] = [];
  for (const word of words) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + word.length + 2 <= WIDTH) lines.push(`${lines.pop()}, ${word}`);
    else lines.push(`${indent}${word}`);
  }
  return lines.join(',\n');
}
