import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { freePort } from '../free-port.js';
import { startNginx } from '../nginx.js';
import { projectRoot } from '../project-root.js';
import { until } from '../until.js';

/** Starts nginx with the configuration in docs/, for servers on these two ports, and returns the URL of its API. */
export async function startBalancer(t: TestContext, servers: readonly [number, number]): Promise<string> {
  const port = await freePort();
  const text = readFileSync(join(projectRoot, 'docs/nginx.conf'), 'utf8')
    .replace(':4001 ', `:${servers[0]} `)
    .replace(':4002 ', `:${servers[1]} `)
    .replace(':4000;', `:${port};`);
  startNginx(t, text);
  const url = `http://127.0.0.1:${port}/graphql`;
  await until(
    async () => (await fetch(new URL('/health/live', url)).catch(() => undefined))?.status === 200,
    'nginx passes requests on',
  );
  return url;
}
