import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { type AlertBody, startReceiver } from '../alerts/receiver.js';
import { freePort } from '../free-port.js';
import { temporaryFolder } from '../storage/temporary-folder.js';
import { until, within } from '../until.js';
import { endOf, kill, network, start } from './killed-server.js';
import { isReady, LISTENING, startProgram } from './program.js';

/** Starts a server that sends alerts. */
async function serve(t: TestContext, router: string, place: string, webhook: string) {
  const site = ['--site', 'none', '--site-hub', router, '--port', '0', '--data-dir', place];
  const env = { MULTISMURF_ALERT_WEBHOOK: webhook };
  const program = startProgram(t, ['serve', ...site, '--expire-time', '3', '--alert-platform', 'satp1'], {
    env,
  });
  const [, url = ''] = await program.line(LISTENING);
  await isReady(url);
  return { program, url };
}

describe('a server that sends alerts', () => {
  it('sends those that still fire with the same fingerprints and beginnings after a kill and a restart', async (t) => {
    const receiver = await startReceiver(t);
    const slots = await network(t, 3);
    const place = temporaryFolder(t);
    const first = await serve(t, slots.url, place, receiver.url);
    slots.controllers[0]?.failNext('take_noise', 'no tones');
    const { id } = await start(first.url);
    await endOf(first.url, id);
    slots.controllers[1]?.fault({ kind: 'silent' });
    const identityOf = ({ fingerprint, startsAt, labels }: AlertBody) =>
      `${labels['alertname']} ${labels['platform']} ${fingerprint} ${startsAt}`;
    const fired = (posts: typeof receiver.got) =>
      new Set(
        posts.flatMap(({ body }) => body.alerts.filter(({ status }) => status === 'firing').map(identityOf)),
      );
    await until(() => fired(receiver.got).size >= 2, 'a failed run and an expired slot are reported');
    await kill(first.program);
    const before = receiver.got.length;
    await serve(t, slots.url, place, receiver.url);
    await until(() => fired(receiver.got.slice(before)).size >= 2, 'both are reported again');
    assert.deepEqual([...fired(receiver.got.slice(before))].sort(), [...fired(receiver.got)].sort());
    assert.deepEqual([...fired(receiver.got)].map((one) => one.split(' ')[0]).sort(), [
      'RunFailed',
      'SlotExpired',
    ]);
    assert.ok(receiver.got.every(({ body }) => body.status === 'firing'));
  });
});

describe('multismurf alert --test', () => {
  it('prints what the receiver answers', async (t) => {
    const receiver = await startReceiver(t);
    receiver.answer({ status: 200, text: 'thanks' });
    const command = startProgram(t, ['alert', '--test'], { env: { MULTISMURF_ALERT_WEBHOOK: receiver.url } });
    const { code, stdout, stderr } = await within(command.ended, 'its end');
    assert.deepEqual([code, stderr, receiver.got.length], [0, '', 2]);
    assert.match(stdout, /^firing: http:\/\/127\.0\.0\.1:\d+ answers HTTP status 200\. thanks\nresolved: /);
  });

  it('fails if there is no receiver, and does not show the URL', async (t) => {
    const origin = `http://127.0.0.1:${await freePort()}`;
    const command = startProgram(t, ['alert', '--test', '--alert-webhook', `${origin}/hunter2`]);
    const { code, stderr } = await within(command.ended, 'its end');
    assert.equal(code, 1);
    assert.ok(
      stderr.startsWith(`multismurf: ${origin} does not accept alerts (firing): connect ECONNREFUSED`),
      stderr,
    );
    assert.ok(!stderr.includes('hunter2'));
  });
});
