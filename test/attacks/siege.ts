import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { until } from '../until.js';
import type { Attack, AttackRequest, Results } from './attackers/attackers.js';
import { forkProgram } from './forked.js';
import { type Fortress, isStreaming, startStreams, TARGET } from './fortress.js';
import type { Watched, WatchRequest } from './watchman.js';

/** The longest time that `/health/live` may take, whatever is sent to the server. */
const ALIVE_MS = 250;

/** An answer takes several turns of the event loop, each of which a busy machine delays as much as that of the bare server. */
const BUSY = 3;

/** No attack may cost more memory. 5,000 sockets need 200 MB. */
const MEMORY_MB = 600;

/** The agent sends a heartbeat each second. */
const SILENCE_MS = 2000;

/**
 * Attacks the server from a process of its own, and returns what the attacker got. Meanwhile, another client stops all
 * slots. Fails if the server becomes slow or silent, if the stop does not work, or if the attack has commanded a slot.
 */
export async function besiege<Name extends Attack>(
  t: TestContext,
  fortress: Fortress,
  name: Name,
  details: object = {},
): Promise<Results[Name]> {
  const { url, pid, routerUrl, bareUrl, tokens } = fortress;
  const watchman = forkProgram(t, 'watchman.js');
  const attacker = forkProgram(t, 'attackers/attackers.js');
  await startStreams(fortress);
  const { ask: watch } = watchman as { ask<Reply>(request: WatchRequest): Promise<Reply> };
  const { ask: attack } = attacker as { ask<Reply>(request: AttackRequest): Promise<Reply> };

  await watch({ begin: { url, pid, routerUrl, bareUrl } });
  await attack({ begin: name, url, tokens, ...details });
  const asked = performance.now();
  await fortress.as('operator', 'mutation { stopAll { runs { id } } }');
  await until(async () => !isStreaming(await fortress.sessions()), 'every slot has stopped');
  const stopped = performance.now() - asked;
  const results = await attack<Results[Name]>({ finish: true });
  const watched = await watch<Watched>({ end: true });

  t.diagnostic(
    `${watched.probes} looks: slowest ${watched.slowest} ms (own ${watched.slowestOwn}, bare ${watched.slowestBare}); ` +
      `memory ${watched.memory.before} to ${watched.memory.most} MB; longest silence ${watched.longestSilence} ms; stopped in ${stopped.toFixed(0)} ms`,
  );
  assert.deepEqual(watched.failures, []);
  assert.ok(watched.memory.most - watched.memory.before < MEMORY_MB, 'the server has taken too much memory');
  const allowed = ALIVE_MS + BUSY * watched.slowestBare;
  assert.ok(watched.slowestOwn <= allowed, `/health/live took ${watched.slowestOwn} ms, of ${allowed}`);
  const starved = Math.max(0, watched.slowest - watched.slowestOwn);
  assert.ok(watched.longestSilence - starved <= SILENCE_MS, `no heartbeat for ${watched.longestSilence} ms`);
  await isUntouched(fortress);
  return results;
}

/** Nothing has started what every attack tries to start, and the server is the same process, without errors. */
export async function isUntouched({ server, sessions }: Fortress): Promise<void> {
  assert.deepEqual(
    (await sessions()).filter((line) => line.includes(` ${TARGET} `)),
    [],
  );
  assert.doesNotMatch(server.stderr, /"level":[56]0/);
  assert.doesNotThrow(() => process.kill(server.pid, 0), 'the server has ended');
}
