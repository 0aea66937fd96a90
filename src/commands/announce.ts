import type { InitialScan } from '../core/slots/initial-scan.js';

/** Where the log of a start is longer than this, it goes on behind the address. */
const PATIENCE_MS = 6000;

/**
 * Prints where the server listens: at once for a program that reads it, and on a terminal behind the log of the
 * start, so that it stands last.
 */
export function announce(
  text: string,
  scan: Pick<InitialScan, 'done'>,
  stdout: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stdout,
): void {
  if (!stdout.isTTY) {
    stdout.write(text);
    return;
  }
  void scan.done(PATIENCE_MS).then(() => stdout.write(text));
}
