import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { simulate } from './simulate.js';
import type { DiskKind } from './store.js';

/**
 * Seeds that failed once, and what they showed. A change of the simulation changes the draws of a seed, so each fault
 * also has its own test in `test/core`. The access director and the groups came later, so these seeds have none.
 */
const SEEDS: readonly (readonly [seed: number, showed: string, disk?: DiskKind])[] = [
  [4, 'zero_biases had the outcome of its heartbeat, but its set_biases had failed'],
  [30, 'stopAll took an old outcome of a run for the end of what ran on the slot'],
  [68, 'a run whose end the store failed to write was shown as running for ever'],
  [94, 'a start that waited for the store was sent after its timeout'],
  [132, 'a failed session got the success of the next session from the heartbeat'],
  [258, 'the end of a session was missing if the next one was known first'],
  [394, 'zero_biases took the set_biases of another run for its own'],
  [20192, 'stopAll did not stop what another program had started since a run ended on the slot'],
  [20376, 'stopAll did not stop what another program had started since a run ended on the slot'],
  [60093, 'a slot was LOST because the link of the server was silent'],
  [50088, 'stopAll took a stop that a user had cancelled for an end'],
  [80320, 'zero_biases timed out beside a newer one, though its set_biases had ended in time'],
  [70175, 'a start was sent after its timeout, when the server continued after a suspension'],
  [25, 'a server ignored the end of a run that it had lost, since its own unstored progress seemed newer'],
  [79, 'a lost start took the session that another server had started at the same time'],
  [18, 'the end of a run that a server had lost was never shown there'],
  [70, 'a server showed an old state of a stop whose end it had not stored yet'],
  [3075, 'a server did not see that the server that took its stop had ended it'],
  [31, 'a slot stayed LOST if it returned just before another server took the run'],
  [87, 'a run that began and ended while a server had no lock was never shown there'],
  [5101188, 'a task that its agent cannot abort was CANCELLED when it failed by itself'],
  [5306020, 'a lost start took the session of a start of a taken run, which waited for its turn'],
  [4000012, 'a lost start took the session that a frozen agent had begun for an earlier start'],
  [4001681, 'an abort trusted a heartbeat that the server had received before it was suspended'],
  [
    9100086,
    'a slot whose outcome was unknown freed its place, since the server was killed before it had stored the mark',
  ],
  [9100806, 'a paused run started a slot that had waited to be heard'],
  [
    9101445,
    'a series continued beside an open session that began at another time by the clock of the server',
  ],
  [9102314, 'a session got the end of a start of another server, of which its server was told later'],
  [9102535, 'a session was taken for gone by a server that had read only an earlier one'],
  [9703837, 'a session that another server began was taken for gone, since its new server had not read any'],
  [9302913, 'a mark that could not be stored was removed by the stored marks'],
  [7004170, 'a slot that had returned while its server was down was LOST, since its timeout had passed'],
  [6000918, 'a cancel that a frozen agent accepted for its next session made this one CANCELLED', 'sqlite'],
  [9402875, 'zero_biases was UNKNOWN, since another server had started a set_biases that was rejected'],
  [10001965, 'a task was CANCELLED by an abort that its agent had accepted but could not execute'],
  [10002383, 'stopAll reported that nothing runs on a slot that was out of reach when it was asked'],
  [10306717, 'a slot whose restarted agent was not heard freed its place, although it ran our operation'],
  [
    10307056,
    'after one lost answer, a run got the end of a session that another program began within a second',
  ],
  [
    20000121,
    'a slot that had not described its operations yet got no tag, and the others got the id of the run',
  ],
  [110, 'a stop was continued by the server that had lost it and by the one that had taken it'],
];

/** The same, with the access director and the groups of the seed. */
const SEEDS_WITH_GRANTS: readonly (readonly [seed: number, showed: string])[] = [
  [112, 'a run released the grant of another run, since the director had restarted'],
  [2029, 'the password of a grant was sent to a slot that the grant does not cover'],
  [
    1795703721,
    'a slot that came back while a run acquired its grant was started before its agent knew the grant',
  ],
  [1795721670, 'a run released a grant that another client had acquired since the director restarted'],
];

describe('a seed that failed once passes now', () => {
  for (const [seed, showed, disk = 'memory'] of SEEDS) {
    it(`${seed}: ${showed}`, async () => {
      assert.deepEqual((await simulate(seed, { disk, isPlain: true })).breaches, []);
    });
  }
  for (const [seed, showed] of SEEDS_WITH_GRANTS) {
    it(`${seed}, with grants: ${showed}`, async () => {
      assert.deepEqual((await simulate(seed)).breaches, []);
    });
  }
});
