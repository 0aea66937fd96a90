import assert from 'node:assert/strict';
import { it } from 'node:test';
import { startProduct } from '../product.js';
import { serveHttp } from './ask.js';

interface Ready {
  readonly ready: boolean;
  readonly notReady: string | null;
  readonly reason: string | null;
  readonly parts: object;
  readonly degraded: readonly string[];
  readonly agent: object;
}

async function readyAt(url: string): Promise<Ready & { readonly status: number }> {
  const response = await fetch(new URL('/health/ready', url));
  return { status: response.status, ...((await response.json()) as Ready) };
}

it('the server reports in GraphQL and in its health whether its agent is registered', async () => {
  const product = await startProduct({ slots: 1 });
  try {
    const { network } = await product.ask<{ network: object }>(
      '{ network { agentAddress agentRegistered } }',
    );
    assert.deepEqual(network, { agentAddress: 'observatory.multismurf', agentRegistered: true });
    const { status, notReady, parts, agent } = await readyAt(product.origin);
    assert.deepEqual([status, notReady], [200, null]);
    assert.deepEqual(parts, { link: null, scan: null, agent: null });
    assert.deepEqual(agent, { address: 'observatory.multismurf', registered: true, standingBy: false });
  } finally {
    await product.close();
  }
});

it('the health says which part is not ready, and what is degraded', async (t) => {
  const product = await startProduct({ slots: 1 });
  const { core } = product;
  const standsBy = {
    ...{ address: 'observatory.multismurf', onStandingChange: () => ({ close() {} }) },
    standing: { registered: false, refusal: 'another server has it' },
  };
  const alone = await serveHttp(t, product, {
    agent: standsBy,
    degraded: () => ['log: 3 lines were dropped'],
  });
  const peers = { ...core.peers, isShared: true };
  const sharing = await serveHttp(t, { core: { ...core, peers } }, { agent: standsBy });
  try {
    const first = await readyAt(alone.url);
    assert.deepEqual([first.status, first.ready, first.notReady], [503, false, 'agent']);
    assert.match(first.reason ?? '', /^standing by for observatory\.multismurf: another server has it\./);
    assert.deepEqual(first.parts, { link: null, scan: null, agent: first.reason });
    assert.deepEqual(first.degraded, ['log: 3 lines were dropped']);

    const second = await readyAt(sharing.url);
    assert.deepEqual([second.status, second.ready, second.notReady], [200, true, null]);
    assert.deepEqual(second.degraded, [
      'another server has observatory.multismurf: this server takes over when that one ends',
    ]);
    const text = await (await fetch(new URL('/metrics', sharing.url))).text();
    assert.match(text, /^multismurf_ready 1$/m);
    assert.match(text, /^multismurf_degraded_parts 1$/m);
  } finally {
    await product.close();
  }
});
