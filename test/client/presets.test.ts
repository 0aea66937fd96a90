import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { argumentsOf } from '../../src/client/presets.js';
import type { ServerApi } from '../../src/client/server-api.js';
import { createSecret } from '../../src/lib/secret.js';

const NIGHT = { exclusive: { grant: 'night' } };
const PRESET = { name: 'noise', operation: 'take_noise', streamIds: ['all'], params: {}, options: NIGHT };

/** A server with one preset. */
const api = { ask: async () => ({ presets: [PRESET] }) } as unknown as ServerApi;

function sent(request: Parameters<typeof argumentsOf>[0]['request'], options: object = {}) {
  const config = { command: 'run', slots: ['all'], params: {}, isDetached: false, isJson: true } as const;
  const server = { url: 'http://127.0.0.1:4000' };
  const grantPassword = createSecret('sesame');
  return argumentsOf({ ...config, server, request, options: { ...options }, grantPassword }, api);
}

describe('the password of a grant', () => {
  const whole = { exclusive: { grant: 'night', password: 'sesame' } };

  it('is sent with the grant of the command line, and with the grant of a preset', async () => {
    assert.deepEqual((await sent({ operation: 'take_noise' }, NIGHT))['options'], whole);
    assert.deepEqual((await sent({ preset: 'noise' }))['options'], whole);
  });

  it('is not sent without a grant', async () => {
    assert.deepEqual((await sent({ operation: 'take_noise' }))['options'], {});
  });
});
