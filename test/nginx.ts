import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { temporaryFolder } from './storage/temporary-folder.js';

/** On Debian, nginx is not in the path of a user. */
const NGINX = existsSync('/usr/sbin/nginx') ? '/usr/sbin/nginx' : 'nginx';

/** Starts nginx with a configuration in which `http {` begins the part for HTTP. It may not listen yet. */
export function startNginx(t: TestContext, configuration: string): void {
  const folder = temporaryFolder(t);
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((what) => `${what}_temp_path ${join(folder, what)};`)
    .join(' ');
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configuration.replace('http {', `http { access_log off; ${places}`));
  const own = `daemon off; pid ${join(folder, 'pid')}; error_log ${join(folder, 'errors')};`;
  const child = spawn(NGINX, ['-p', folder, '-e', join(folder, 'errors'), '-c', file, '-g', own], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  t.after(async () => {
    child.kill('SIGTERM');
    await ended;
  });
}
