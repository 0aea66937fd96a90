import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProcess } from '../../test/interop/managed-process.js';
import { type MultiSmurf, type MultiSmurfOptions, startMultiSmurf } from '../../test/interop/multismurf.js';
import type { Network } from '../../test/interop/network.js';
import { createProcessGroups } from '../../test/interop/process-groups.js';
import { siteYaml } from '../../test/interop/site-file.js';
import { temporaryFolder } from '../../test/interop/temporary-folder.js';

/** Our own router in a process of its own, and the way to start programs on it. They end with the network. */
export interface BenchNetwork extends Pick<Network, 'url' | 'siteFile' | 'directory' | 'spawn'> {
  /** Starts `multismurf serve`; resolves when its initial scan of the network is complete. */
  serve(options?: MultiSmurfOptions): Promise<MultiSmurf>;
  close(): Promise<void>;
}

export const REALM = 'test_realm';
export const ADDRESS_ROOT = 'observatory';
/** What `serve` logs when it knows all slots. */
export const SCANNED = /initial scan of the network is complete/;
const ROUTER = fileURLToPath(new URL('../../test/interop/embedded-router.js', import.meta.url));

export async function startBenchNetwork(): Promise<BenchNetwork> {
  const directory = temporaryFolder('multismurf-bench-');
  const groups = createProcessGroups();
  const spawn: Network['spawn'] = (wanted) => startProcess({ ...wanted, directory, groups });
  let url = '';
  await spawn({
    name: 'router',
    command: process.execPath,
    args: [ROUTER, '0'],
    async ready(started) {
      url = /ws:\S+/.exec(await started.waitForLine(/listening on/))?.[0] ?? '';
    },
  });
  const siteFile = join(directory, 'default.yaml');
  const httpUrl = url.replace(/^ws/, 'http').replace(/ws$/, 'call');
  const instances = { multismurf: 'MultiSmurfManager' };
  writeFileSync(siteFile, siteYaml({ url, httpUrl, realm: REALM, addressRoot: ADDRESS_ROOT, instances }));
  return {
    ...{ url, siteFile, directory, spawn },
    async serve(options) {
      const server = await startMultiSmurf({ siteFile, spawn }, options);
      await server.process.waitForLine(SCANNED);
      return server;
    },
    async close() {
      groups.close();
    },
  };
}
