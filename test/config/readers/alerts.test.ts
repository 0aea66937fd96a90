import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { configOf, demoConfigOf, problemsOf, type Surroundings, serveConfigOf } from '../sources.js';

const ROUTER = '--site none --site-hub ws://localhost:8001/ws';
const URL = 'https://anna:hunter2@alerts.example.org/hook?key=hunter2';
const files = { url: `${URL}\n`, token: 'abc\n', odd: 'a b\n' };

/** The alerts of `serve`, with the secrets as text. */
function alertsOf(line: string, surroundings: Surroundings = {}) {
  const { alerts } = serveConfigOf(`${ROUTER} ${line}`, surroundings);
  return (
    alerts && { ...alerts, url: alerts.url.reveal(), ...(alerts.token && { token: alerts.token.reveal() }) }
  );
}

describe('where alerts are sent', () => {
  it('is nowhere by default', () => {
    assert.equal(alertsOf(''), undefined);
    assert.equal(alertsOf('--alert-platform satp1'), undefined);
    assert.equal(demoConfigOf('').alerts, undefined);
  });

  it('is an option, a file or a variable, as is the token', () => {
    const common = { platform: 'observatory', groups: 'multismurf' };
    assert.deepEqual(alertsOf(`--alert-webhook ${URL}`), { url: URL, ...common });
    const both = alertsOf('--alert-webhook-file url --alert-token-file token', { files });
    assert.deepEqual(both, { url: URL, token: 'abc', ...common });
    const env = { MULTISMURF_ALERT_WEBHOOK: URL, MULTISMURF_ALERT_TOKEN: 'abc' };
    assert.deepEqual(alertsOf('', { env }), { url: URL, token: 'abc', ...common });
    assert.equal(demoConfigOf(`--alert-webhook ${URL}`).alerts?.platform, 'demo');
  });

  it('says which platform it is: the network, unless an option names it', () => {
    const line = `--alert-webhook ${URL} --address-root satp1`;
    assert.equal(alertsOf(line)?.platform, 'satp1');
    assert.equal(alertsOf(`${line} --network-name SATP1`)?.platform, 'SATP1');
    const named = alertsOf(
      `${line} --alert-platform lat --alert-groups daq,night --alert-external-url https://a/b`,
    );
    assert.deepEqual(
      [named?.platform, named?.groups, named?.externalUrl],
      ['lat', 'daq,night', 'https://a/b'],
    );
  });

  it('must be one URL, which is never shown', () => {
    const wrong = problemsOf(`serve ${ROUTER} --alert-webhook alerts.example.org/hunter2`);
    assert.deepEqual(wrong, [
      {
        source: '--alert-webhook',
        message: 'expected an http:// or https:// URL such as https://alerts.example.org/hook',
      },
    ]);
    const twice = problemsOf(`serve ${ROUTER} --alert-webhook ${URL} --alert-webhook-file url`, { files });
    assert.match(twice[0]?.message ?? '', /^expected either --alert-webhook or --alert-webhook-file/);
    const odd = problemsOf(`serve ${ROUTER} --alert-webhook ${URL} --alert-token-file odd`, { files });
    assert.deepEqual(
      odd.map(({ message }) => message),
      ['expected a token of printable ASCII characters without spaces'],
    );
    assert.ok(!JSON.stringify(serveConfigOf(`${ROUTER} --alert-webhook ${URL}`)).includes('hunter2'));
  });
});

describe('multismurf alert', () => {
  it('needs --test and the URL', () => {
    const config = configOf(`alert --test --alert-webhook ${URL}`);
    assert.ok(config.command === 'alert');
    assert.equal(config.alerts.platform, 'observatory');
    assert.match(
      problemsOf('alert')[0]?.message ?? '',
      /^expected --test: this command only sends a test alert/,
    );
    assert.match(problemsOf('alert --test')[0]?.message ?? '', /^expected the URL of the receiver/);
  });
});
