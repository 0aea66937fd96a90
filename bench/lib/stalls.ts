import type { ManagedProcess } from '../../test/interop/managed-process.js';

const LINE = /^longest stall, ms: ([\d.]+)$/;
const ANSWER_MS = 30_000;

/** The environment of a server whose stalls are measured. */
export const STALL_WATCH = { NODE_OPTIONS: `--import=${new URL('stall-watch.js', import.meta.url)}` };

/** The longest stall of a server since the last call, in milliseconds; 0 at the first call, which starts to measure. */
export async function longestStall(server: ManagedProcess): Promise<number> {
  const after = server.lines().length;
  process.kill(server.pid, 'SIGUSR2');
  const line = await server.waitForLine(LINE, ANSWER_MS, { after });
  return Number(LINE.exec(line)?.[1]);
}
