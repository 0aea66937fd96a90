import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { freePort } from '../free-port.js';
import { projectRoot } from '../project-root.js';
import { temporaryFolder } from '../storage/temporary-folder.js';
import { until } from '../until.js';

/** On Debian, nginx is not in the path of a user. */
const NGINX = existsSync('/usr/sbin/nginx') ? '/usr/sbin/nginx' : 'nginx';

/** Starts nginx with the configuration in docs/, for servers on these two ports, and returns the URL of its API. */
export async function startNginx(t: TestContext, servers: readonly [number, number]): Promise<string> {
  const port = await freePort();
  const folder = temporaryFolder(t);
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((what) => `${what}_temp_path ${join(folder, what)};`)
    .join(' ');
  const text = readFileSync(join(projectRoot, 'docs/nginx.conf'), 'utf8')
    .replace(':4001 ', `:${servers[0]} `)
    .replace(':4002 ', `:${servers[1]} `)
    .replace(':4000;', `:${port};`)
    .replace('http {', `http { access_log off; ${places}`);
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, text);
  const own = `daemon off; pid ${join(folder, 'pid')}; error_log ${join(folder, 'errors')};`;
  const child = spawn(NGINX, ['-p', folder, '-e', join(folder, 'errors'), '-c', file, '-g', own], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  t.after(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  const url = `http://127.0.0.1:${port}/graphql`;
  await until(
    async () => (await fetch(new URL('/health/live', url)).catch(() => undefined))?.status === 200,
    'nginx passes requests on',
  );
  return url;
}
