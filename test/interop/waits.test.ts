import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { askAgent, noteStarts } from './agents.js';
import { type MultiSmurf, startMultiSmurf } from './multismurf.js';
import { type Network, startNetwork } from './network.js';
import { acknowledge, allSlots, ended, historyOf, slotOf, startRun } from './watching.js';

const SCANNED = /initial scan of the network is complete/;
/** The short form, for each change. `KILLS=20` is the full one. */
const KILLS = Number(process.env['KILLS'] ?? 5);

/**
 * The end of a session is waited for over the router's HTTP bridge. Over WAMP itself a wait whose caller dies makes
 * the agent cancel its own session.
 */
describe('a session whose end is waited for', () => {
  let network: Network;
  let server: MultiSmurf;

  before(async () => {
    network = await startNetwork({ slots: 3 });
    server = await startMultiSmurf(network);
    await server.process.waitForLine(SCANNED);
  });
  after(async () => {
    await server?.stop();
    await network?.stop();
  });

  const streamIds = () => network.controllers.map(({ streamId }) => streamId);
  const sessions = () => network.controllers.map((one) => askAgent(network, one, 'wait', 'take_noise'));

  it('is known at once to have ended', async (t) => {
    const { data } = await server.request<{ runOperation: Known }>(
      `mutation ($streamIds: [ID!]) {
        runOperation(operation: "take_noise", streamIds: $streamIds, params: { duration: 3 }, waitSeconds: 30) {
          success endTime slots { session { endTime } }
        }
      }`,
      { streamIds: streamIds() },
    );
    assert.equal(data?.runOperation.success, true);
    const { endTime, slots } = data.runOperation;
    const last = Math.max(...slots.map(({ session }) => Date.parse(session.endTime)));
    const late = Date.parse(endTime) - last;
    t.diagnostic(`known ${late} ms after the last slot had ended`);
    // Asking once a second would know it half a second late, as a rule.
    assert.ok(late < 250, `known ${late} ms late`);
  });

  it(`is not harmed when the server is killed, ${KILLS} times over`, async () => {
    for (let kill = 0; kill < KILLS; kill++) {
      const run = await startRun(server, 'take_noise', streamIds(), { duration: 3 });
      await allSlots(run, 'RUNNING');
      await sleep(50 * kill);
      await server.process.kill('SIGKILL');
      const restarting = server.process.restart();
      for (const { success, status } of await Promise.all(sessions())) {
        assert.deepEqual([status, success], ['done', true], `kill ${kill + 1}`);
      }
      await restarting;
      await server.process.waitForLine(SCANNED);
    }
  });

  it('is not harmed when the router dies and comes back', async () => {
    const starts = noteStarts(network.controllers);
    const run = await startRun(server, 'take_noise', streamIds(), { duration: 12 });
    await allSlots(run, 'RUNNING');
    await network.crossbar.kill('SIGKILL');
    await network.crossbar.restart();
    const end = await ended(run, 60_000);
    assert.equal(end.success, true);
    for (const { success } of await Promise.all(sessions())) assert.equal(success, true);
    for (const streamId of streamIds()) assert.deepEqual(historyOf(run, streamId), ['RUNNING', 'SUCCEEDED']);
    assert.deepEqual(starts(), [['take_noise'], ['take_noise'], ['take_noise']]);
  });

  it('is not harmed on the other slots when one restarts', async () => {
    const [restarting, ...others] = network.controllers;
    assert.ok(restarting);
    const run = await startRun(server, 'take_noise', streamIds(), { duration: 12 });
    await allSlots(run, 'RUNNING');
    await restarting.restart();
    const end = await ended(run, 90_000);
    assert.equal(slotOf(end, restarting.streamId).status, 'LOST');
    for (const one of others) {
      assert.equal(slotOf(end, one.streamId).status, 'SUCCEEDED');
      assert.equal((await askAgent(network, one, 'wait', 'take_noise')).success, true);
    }
    await acknowledge(server, [restarting.streamId]);
  });
});

interface Known {
  readonly success: boolean;
  readonly endTime: string;
  readonly slots: readonly { readonly session: { readonly endTime: string } }[];
}
