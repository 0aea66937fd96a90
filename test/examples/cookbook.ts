import assert from 'node:assert/strict';
import { join } from 'node:path';
import { projectRoot } from '../project-root.js';

export const COOKBOOK = join(projectRoot, 'docs', 'cookbook.md');

/** Where the cookbook says that the server is. */
export const SHOWN_ORIGIN = 'http://127.0.0.1:4000';

/** A fenced block of the cookbook that can be run, and the block with its answer that follows it. */
export interface Step {
  readonly kind: 'graphql' | 'curl';
  /** The document, or the command line. */
  readonly text: string;
  /** Where the block begins, for people. */
  readonly line: number;
  /** One for a query, a mutation or plain curl; the first events of a subscription. */
  readonly answers: readonly unknown[];
  /** The position of the answer in the file. */
  readonly answerAt: readonly [start: number, end: number];
}

/** Reads the steps of the cookbook in order. Every GraphQL document and every curl line must have an answer. */
export function readSteps(markdown: string): Step[] {
  const blocks = [...markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map((match) => {
    const [, language = '', text = ''] = match;
    const start = match.index + '```'.length + language.length + 1;
    return { language, text, start, line: markdown.slice(0, match.index).split('\n').length };
  });
  return blocks.flatMap(({ language, text, line }, index): Step[] => {
    const isCurl = language === 'sh' && text.startsWith('curl ');
    if (language !== 'graphql' && !isCurl) return [];
    const answer = blocks[index + 1];
    assert.ok(
      answer?.language === 'json' || answer?.language === 'text',
      `line ${line}: a block with the answer follows`,
    );
    return [
      {
        kind: isCurl ? 'curl' : 'graphql',
        text,
        line,
        answers: parseAnswers(answer.text),
        answerAt: [answer.start, answer.start + answer.text.length],
      },
    ];
  });
}

/** One JSON value, one in each line, or the events of an answer of type text/event-stream. */
export function parseAnswers(text: string): unknown[] {
  const events = [...text.matchAll(/^data: (\{.*\})$/gm)];
  if (events.length > 0) return events.map(([, json = '']) => JSON.parse(json) as unknown);
  const lines = text.trim().split('\n');
  const isOneEach = lines.length > 1 && lines.every((line) => line.startsWith('{"'));
  return isOneEach ? lines.map((line) => JSON.parse(line) as unknown) : [JSON.parse(text)];
}

const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g;

/** Runs have other ids each time: this turns those of the cookbook into those of now. */
export interface Ids {
  /** Learns from an answer which current id corresponds to which id of the cookbook. */
  learn(shown: unknown, actual: unknown): void;
  /** The text with every known id of the cookbook replaced by that of now. */
  apply(text: string): string;
}

export function createIds(): Ids {
  const known = new Map<string, string>();

  function learn(shown: unknown, actual: unknown): void {
    if (typeof shown === 'string' && typeof actual === 'string') {
      const now = actual.match(UUID) ?? [];
      (shown.match(UUID) ?? []).forEach((id, index) => {
        const other = now[index];
        if (other !== undefined && !known.has(id)) known.set(id, other);
      });
    } else if (isObject(shown) && isObject(actual)) {
      for (const [key, value] of Object.entries(shown)) learn(value, actual[key]);
    }
  }

  return { learn, apply: (text) => text.replace(UUID, (id) => known.get(id) ?? id) };
}

/** Names in texts that say when, where and how long, which differ each time. */
const VARYING = [
  [UUID, 'ID'],
  [/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME'],
  [/-?\d+(?:\.\d+)?(?:e-?\d+)?/g, 'N'],
] as const;

const withoutVarying = (text: string) =>
  VARYING.reduce((rest, [pattern, name]) => rest.replace(pattern, name), text);

/**
 * The differences between an answer and the cookbook: keys, kinds of values, words. Numbers, times and ids
 * may differ. So may everything but keys and kinds of values where it `isLive`: how far things have come when
 * an event is made, and of which slot it tells, is a matter of chance.
 */
export function findDifferences(shown: unknown, actual: unknown, isLive: boolean, path = ''): string[] {
  const differs = (what: string, one: unknown, other: unknown) => [
    `${path || '/'}: ${what}: the cookbook has ${JSON.stringify(one)}, the answer ${JSON.stringify(other)}`,
  ];
  if (isLive && (shown === null || actual === null)) return [];
  if (isNumeric(shown) && isNumeric(actual)) return [];
  if (isObject(shown) && isObject(actual)) {
    const [keys, others] = [shown, actual].map((one) => Object.keys(one).sort());
    if (Array.isArray(shown) !== Array.isArray(actual)) return differs('a list', shown, actual);
    if (!isLive && String(keys) !== String(others)) return differs('keys', keys, others);
    if (!Array.isArray(shown) && String(keys) !== String(others)) return differs('keys', keys, others);
    return Object.keys(shown).flatMap((key) =>
      key in actual ? findDifferences(shown[key], actual[key], isLive, `${path}/${key}`) : [],
    );
  }
  if (typeof shown !== typeof actual || shown === null || actual === null) {
    return shown === actual ? [] : differs('kind', shown, actual);
  }
  if (isLive) return [];
  const isSame =
    typeof shown === 'string' ? withoutVarying(shown) === withoutVarying(String(actual)) : shown === actual;
  return isSame ? [] : differs('value', shown, actual);
}

/** GraphQL has no NaN: such numbers are null. */
const isNumeric = (value: unknown) => typeof value === 'number';

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
