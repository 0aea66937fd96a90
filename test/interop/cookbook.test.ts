import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { cook } from '../examples/cook.js';
import { COOKBOOK, createIds, findDifferences, readSteps } from '../examples/cookbook.js';
import { startMultiSmurf } from './multismurf.js';
import { type Network, startNetwork } from './network.js';

/**
 * Longer than every step but one: a run that cannot be aborted is followed for this time only. On the simulated slots,
 * it is followed to its end.
 */
const BOUND_MS = 30_000;

/** The slots of the demo, for which the cookbook is written. */
const SHOWN_SLOTS = ['ufm_mv5', 'ufm_mv12', 'ufm_mv17'] as const;

/** Errors depend on what the slots do: the code of the first one must be that of the cookbook. */
const codeOf = (answer: unknown) =>
  (answer as { errors?: readonly { extensions?: { code?: string } }[] }).errors?.[0]?.extensions?.code ??
  null;

describe('the cookbook on real agents', () => {
  const ids = createIds();
  let network: Network;
  let origin: string;
  let streamIds: ReadonlyMap<string, string>;
  before(async () => {
    network = await startNetwork({ slots: 3 });
    const multismurf = await startMultiSmurf(network, { name: 'multismurf' });
    await multismurf.process.waitForLine(/initial scan of the network is complete/);
    origin = new URL(multismurf.url).origin;
    streamIds = new Map(
      SHOWN_SLOTS.map((shown, index) => [shown, network.controllers[index]?.streamId ?? '']),
    );
  });
  after(() => network?.stop());

  /** With the stream ids of this network. */
  const here = (text: string) =>
    text.replace(/ufm_(mv5|mv12|mv17)\b/g, (shown) => streamIds.get(shown) ?? shown);

  for (const { kind, line, text, answers } of readSteps(readFileSync(COOKBOOK, 'utf8'))) {
    it(`has the answer of the ${kind} in line ${line}, in its form`, async () => {
      const dish = { kind, text: here(ids.apply(text)), count: answers.length };
      const actual = await cook(dish, { origin, boundMs: BOUND_MS });
      ids.learn(answers, actual);
      const differences = actual.flatMap((answer, index) => {
        const shown = answers[index] ?? answers.at(-1);
        assert.equal(codeOf(answer), codeOf(shown));
        return findDifferences(shown, answer, true);
      });
      assert.deepEqual(differences, []);
    });
  }
});
