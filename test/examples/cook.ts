import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { OperationTypeNode, parse } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { parseAnswers, SHOWN_ORIGIN, type Step } from './cookbook.js';

export interface CookOptions {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** No step takes longer. */
  readonly boundMs: number;
}

/** A step, and how many events it waits for where the subscription does not complete by itself. */
export type Dish = Pick<Step, 'kind' | 'text'> & { readonly count: number };

export function isSubscription({ kind, text }: Pick<Step, 'kind' | 'text'>): boolean {
  if (kind === 'curl') return text.includes('text/event-stream');
  const [definition] = parse(text).definitions;
  return (
    definition?.kind === 'OperationDefinition' && definition.operation === OperationTypeNode.SUBSCRIPTION
  );
}

/** Runs a step of the cookbook against a real server and gives what it answers, as it came. */
export async function cook(dish: Dish, options: CookOptions): Promise<unknown[]> {
  if (dish.kind === 'curl') return await curl(dish, options);
  return isSubscription(dish) ? await subscribe(dish, options) : [await post(dish.text, options)];
}

async function post(query: string, { origin, boundMs }: CookOptions): Promise<unknown> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query }),
    signal: AbortSignal.timeout(boundMs),
  });
  return await response.json();
}

async function subscribe({ text, count }: Dish, { origin, boundMs }: CookOptions): Promise<unknown[]> {
  const client = createClient({
    url: `${origin.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazyCloseTimeout: 0,
  });
  const events: unknown[] = [];
  const source = client.iterate({ query: text });
  const completes = text.includes('runUpdates');
  const late = setTimeout(() => void client.dispose(), boundMs);
  try {
    for await (const event of source) if (events.push(event) === count && !completes) break;
    assert.ok(events.length > 0, `no event within ${boundMs} ms`);
    return events;
  } finally {
    clearTimeout(late);
    await client.dispose();
  }
}

async function curl({ text, count }: Dish, { origin, boundMs }: CookOptions): Promise<unknown[]> {
  // `exec`: the process that we end is curl itself.
  const command = `exec ${text.replaceAll(SHOWN_ORIGIN, origin)}`;
  const child = spawn('sh', ['-c', command], { stdio: ['ignore', 'pipe', 'pipe'], timeout: boundMs });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (isSubscription({ kind: 'curl', text }) && countEvents(output) >= count) child.kill();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  await once(child, 'close');
  assert.notEqual(output, '', `curl got nothing: ${errors}`);
  return parseAnswers(output).slice(0, count);
}

function countEvents(output: string): number {
  return output.split(/^data: \{.*\}\n/m).length - 1;
}
