import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProcess } from '../../test/interop/managed-process.js';
import { type MultiSmurf, type MultiSmurfOptions, startMultiSmurf } from '../../test/interop/multismurf.js';
import { createProcessGroups } from '../../test/interop/process-groups.js';
import { siteYaml } from '../../test/interop/site-file.js';
import { temporaryFolder } from '../../test/interop/temporary-folder.js';

/** A router in a separate process, for agents and servers. */
export interface BenchNetwork {
  readonly url: string;
  readonly realm: string;
  readonly addressRoot: string;
  readonly routerPid: number;
  /** Starts `multismurf serve` on it. A server with a new name knows nothing of earlier ones. */
  serve(options: MultiSmurfOptions): Promise<MultiSmurf>;
  /** Ends the router, and the servers that still run. */
  close(): Promise<void>;
}

const ROUTER = fileURLToPath(new URL('../../test/interop/embedded-router.js', import.meta.url));
const REALM = 'test_realm';
const ADDRESS_ROOT = 'observatory';
/** The server's own agent, as the site file names it. */
export const OWN_AGENT = 'multismurf';

export async function startBenchNetwork(): Promise<BenchNetwork> {
  const directory = temporaryFolder('multismurf-bench-');
  const groups = createProcessGroups();
  let url = '';
  const router = await startProcess({
    name: 'router',
    command: process.execPath,
    args: [ROUTER, '0'],
    directory,
    groups,
    async ready(started) {
      url = /ws:\S+/.exec(await started.waitForLine(/listening on/))?.[0] ?? '';
    },
  });
  const siteFile = join(directory, 'default.yaml');
  const httpUrl = url.replace(/^ws/, 'http').replace(/ws$/, 'call');
  const instances = { [OWN_AGENT]: 'MultiSmurfManager' };
  writeFileSync(siteFile, siteYaml({ url, httpUrl, realm: REALM, addressRoot: ADDRESS_ROOT, instances }));
  return {
    url,
    realm: REALM,
    addressRoot: ADDRESS_ROOT,
    routerPid: router.pid,
    serve: (options) =>
      startMultiSmurf(
        { siteFile, spawn: (wanted) => startProcess({ ...wanted, directory, groups }) },
        options,
      ),
    async close() {
      await router.stop();
      groups.close();
    },
  };
}
