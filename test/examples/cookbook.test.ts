import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { ErrorCode } from '../../src/core/errors.js';
import { type Product, startProduct } from '../product.js';
import { BOUND_MS } from '../until.js';
import { cook, isSubscription } from './cook.js';
import { COOKBOOK, createIds, findDifferences, readSteps } from './cookbook.js';

const HOW_TO_REFRESH = 'If the cookbook is out of date, run `npm start`, then `npm run cookbook`.';

/** Slow enough that what the cookbook does while something runs finds it running. */
const TIME_SCALE = 0.01;

const markdown = readFileSync(COOKBOOK, 'utf8');
const hasCurl = spawnSync('curl', ['--version']).status === 0;

describe('the cookbook', () => {
  const ids = createIds();
  let product: Product;
  before(async () => {
    product = await startProduct({ slots: 3, timeScale: TIME_SCALE });
  });
  after(() => product?.close());

  for (const step of readSteps(markdown)) {
    const { kind, line, answers } = step;
    const skip = kind === 'curl' && !hasCurl && 'there is no curl here';
    it(`shows the answer to the ${kind} in line ${line}`, { skip }, async () => {
      const dish = { kind, text: ids.apply(step.text), count: answers.length };
      const actual = await cook(dish, { origin: product.origin, boundMs: BOUND_MS });
      ids.learn(answers, actual);
      const isLive = isSubscription(step);
      const differences = actual.flatMap((answer, index) =>
        findDifferences(answers[index] ?? answers.at(-1), answer, isLive),
      );
      assert.deepEqual(differences, [], HOW_TO_REFRESH);
    });
  }

  it('explains what to do for every error code', () => {
    const codes: Record<ErrorCode, true> = {
      NOTHING_SELECTED: true,
      SLOTS_REQUIRED: true,
      UNKNOWN_STREAM_ID: true,
      AMBIGUOUS_NAME: true,
      EXPIRED_INSTANCE: true,
      NO_LIVE_INSTANCE: true,
      UNKNOWN_OPERATION: true,
      UNKNOWN_FEED: true,
      UNKNOWN_RUN: true,
      RUN_OPEN: true,
      TOO_FEW_SLOTS: true,
      REQUEST_ID_REUSED: true,
      OUT_OF_SERVICE: true,
      UNACKNOWLEDGED: true,
      NOT_CONNECTED: true,
      NOT_READY: true,
      GRANT_REFUSED: true,
      STORE_UNAVAILABLE: true,
      STILL_IN_USE: true,
      FORBIDDEN: true,
      TOO_MANY_RUNS: true,
      BAD_USER_INPUT: true,
    };
    const told = new Set([...markdown.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code));
    for (const code of Object.keys(codes)) assert.ok(told.has(code), `the table of codes has ${code}`);
  });

  it('links only to headings that it has', () => {
    const headings = [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
      text
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    );
    for (const [, anchor = ''] of markdown.matchAll(/\]\(#([^)]+)\)/g)) {
      assert.ok(headings.includes(anchor), `there is a heading for #${anchor}`);
    }
  });
});
