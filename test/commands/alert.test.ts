import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sendTestAlert } from '../../src/commands/alert.js';
import { createSecret } from '../../src/lib/secret.js';
import { startReceiver } from '../alerts/receiver.js';
import { freePort } from '../free-port.js';

const config = (url: string) => ({
  command: 'alert' as const,
  alerts: { url: createSecret(url), platform: 'satp1', groups: 'daq' },
});

describe('multismurf alert --test', () => {
  it('sends an alert and its end, and returns what the receiver answers', async (t) => {
    const receiver = await startReceiver(t);
    receiver.answer({ status: 202, text: 'thank\nyou' });
    const { origin } = new URL(receiver.url);
    assert.deepEqual((await sendTestAlert(config(receiver.url))).split('\n'), [
      `firing: ${origin} answers HTTP status 202. thank you`,
      `resolved: ${origin} answers HTTP status 202. thank you`,
      '',
    ]);
    const [begun, ended] = receiver.got.map(({ body }) => body);
    assert.deepEqual([begun?.status, ended?.status], ['firing', 'resolved']);
    assert.deepEqual(begun?.groupLabels, { alertname: 'AlertTest', platform: 'satp1' });
    assert.equal(begun?.alerts[0]?.fingerprint, ended?.alerts[0]?.fingerprint);
    assert.equal(begun?.alerts[0]?.startsAt, ended?.alerts[0]?.startsAt);
  });

  it('says why the receiver does not accept it', async (t) => {
    const receiver = await startReceiver(t);
    receiver.answer({ status: 401, text: 'who are you?' });
    const { origin } = new URL(receiver.url);
    await assert.rejects(sendTestAlert(config(receiver.url)), {
      message: `${origin} does not accept alerts (firing): HTTP status 401. who are you?`,
    });
    const nobody = `http://127.0.0.1:${await freePort()}`;
    await assert.rejects(sendTestAlert(config(`${nobody}/hook`)), (error: Error) =>
      error.message.startsWith(`${nobody} does not accept alerts (firing): connect ECONNREFUSED`),
    );
  });
});
