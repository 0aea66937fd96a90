import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProcess } from '../../test/interop/managed-process.js';
import { type MultiSmurf, type MultiSmurfOptions, startMultiSmurf } from '../../test/interop/multismurf.js';
import type { Network } from '../../test/interop/network.js';
import { createProcessGroups } from '../../test/interop/process-groups.js';
import { siteYaml } from '../../test/interop/site-file.js';
import { temporaryFolder } from '../../test/interop/temporary-folder.js';

/** Our own router in a separate process, for agents and servers. The programs that are started on it end with it. */
export interface BenchNetwork
  extends Pick<Network, 'url' | 'realm' | 'addressRoot' | 'siteFile' | 'directory' | 'spawn'> {
  readonly routerPid: number;
  /**
   * Starts `multismurf serve`; resolves when its initial scan of the network is complete. A server with a new name knows
   * nothing of earlier ones.
   */
  serve(options?: MultiSmurfOptions): Promise<MultiSmurf>;
  close(): Promise<void>;
}

export const REALM = 'test_realm';
export const ADDRESS_ROOT = 'observatory';
/** The server's own agent, as the site file names it. */
export const OWN_AGENT = 'multismurf';
/** What `serve` logs when it knows all slots. */
export const SCANNED = /initial scan of the network is complete/;
const ROUTER = fileURLToPath(new URL('../../test/interop/embedded-router.js', import.meta.url));

export async function startBenchNetwork(): Promise<BenchNetwork> {
  const directory = temporaryFolder('multismurf-bench-');
  const groups = createProcessGroups();
  const spawn: Network['spawn'] = (wanted) => startProcess({ ...wanted, directory, groups });
  let url = '';
  const router = await spawn({
    name: 'router',
    command: process.execPath,
    args: [ROUTER, '0'],
    async ready(started) {
      url = /ws:\S+/.exec(await started.waitForLine(/listening on/))?.[0] ?? '';
    },
  });
  const siteFile = join(directory, 'default.yaml');
  const httpUrl = url.replace(/^ws/, 'http').replace(/ws$/, 'call');
  const instances = { [OWN_AGENT]: 'MultiSmurfManager' };
  writeFileSync(siteFile, siteYaml({ url, httpUrl, realm: REALM, addressRoot: ADDRESS_ROOT, instances }));
  return {
    ...{ url, realm: REALM, addressRoot: ADDRESS_ROOT, siteFile, directory, spawn },
    routerPid: router.pid,
    async serve(options) {
      const server = await startMultiSmurf({ siteFile, spawn }, options);
      await server.process.waitForLine(SCANNED);
      return server;
    },
    async close() {
      await router.stop();
      groups.close();
    },
  };
}
