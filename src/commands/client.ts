import { EXIT, execute } from '../client/commands.js';
import { createServerApi, ServerError } from '../client/server-api.js';
import type { ClientConfig } from '../config/types.js';

/**
 * Executes a command that uses a running server, and returns the exit code. A signal ends only the command: runs
 * continue.
 */
export async function runClient(config: ClientConfig): Promise<number> {
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const api = createServerApi(config.server);
  const out = {
    isJson: config.isJson || !process.stdout.isTTY,
    write: (text: string) => void process.stdout.write(text),
  };
  try {
    return await execute(config, api, out, interrupted.signal);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    process.stderr.write(`multismurf: ${error.message}\n`);
    return error.kind === 'rejected' ? EXIT.rejected : EXIT.unreachable;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    await api.close();
  }
}
