import assert from 'node:assert/strict';
import { it } from 'node:test';
import { pino } from 'pino';
import { createOutageLog } from '../../src/commands/outage-log.js';
import { createTopic } from '../../src/lib/topic.js';
import type { LinkState } from '../../src/wamp/types.js';
import { createVirtualClock } from '../virtual-clock.js';

it('a router that is away is reported at once, and every minute with the time, until it is back', async () => {
  const clock = createVirtualClock();
  const lines: string[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line).msg) });
  const changes = createTopic<LinkState>(assert.ifError);
  let link: LinkState = { connected: false, since: clock.now(), reason: null };
  const change = (connected: boolean, reason: string | null) => {
    link = { connected, since: clock.now(), reason };
    changes.emit(link);
  };
  const connection = {
    get link() {
      return link;
    },
    onLinkChange: changes.listen,
  };
  const log = createOutageLog({
    connection,
    router: 'ws://hub:8001/ws',
    consequence: 'no slot can be commanded',
    logger,
    clock,
  });

  change(false, 'connection refused');
  change(false, 'no route');
  await clock.advance(125_000);
  const first = 'waiting for the router at ws://hub:8001/ws, trying every few seconds;';
  assert.deepEqual(lines, [
    `${first} until then no slot can be commanded`,
    'still waiting for the router at ws://hub:8001/ws, for 1 min now',
    'still waiting for the router at ws://hub:8001/ws, for 2 min now',
  ]);
  change(true, null);
  await clock.advance(120_000);
  assert.equal(lines.length, 3);
  change(false, 'gone');
  assert.equal(lines.length, 4);
  log.close();
  assert.equal(clock.timers, 0);
});
