import { mkdtempSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder for logs: gone when the test process ends well, kept and named when it fails. */
export function temporaryFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  process.on('exit', () => {
    if (process.exitCode) writeSync(2, `# The logs of the test network are in ${folder}\n`);
    else rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}
