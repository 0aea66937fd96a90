import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ANYBODY, type Viewer } from '../../src/auth/viewer.js';
import { createDocumentTurns } from '../../src/http/document-turns.js';
import { endOfTurn } from '../../src/lib/clock.js';

const LONG = `{ ${'a'.repeat(2000)} }`;
const VIEWER: Viewer = { ...ANYBODY, role: 'viewer' };

/** The number of turns of the event loop after which each is taken. */
async function turnsUntil(...taken: readonly Promise<void>[]): Promise<readonly number[]> {
  const found: number[] = [];
  let turn = 0;
  const all = taken.map((one, i) =>
    one.then(() => {
      found[i] = turn;
    }),
  );
  for (; found.filter((one) => one !== undefined).length < all.length; turn += 1) await endOfTurn();
  await Promise.all(all);
  return found;
}

it('long documents wait for each other, with turns for others between them; short ones do not wait', async () => {
  const { take } = createDocumentTurns();
  const [first = 0, second = 0, short] = await turnsUntil(
    ...[take(LONG, VIEWER), take(LONG, VIEWER), take('{ a }', VIEWER)],
  );
  assert.ok(second - first >= 3, `${first}, ${second}`);
  assert.equal(short, 0);
});

it('a long document with a stop waits for nothing, if its user may stop something', async () => {
  const { take } = createDocumentTurns();
  const stop = `mutation { stopAll { runs { id } } } # ${LONG}`;
  const taken = Array.from({ length: 20 }, () => take(LONG, VIEWER));
  const [own, other = 0] = await turnsUntil(take(stop, ANYBODY), take(stop, VIEWER), ...taken);
  assert.equal(own, 0);
  assert.ok(other > 20);
});
