import type { InitialScan } from '../core/slots/initial-scan.js';

/** The address is printed after this time at the latest, even if the start still logs. */
const PATIENCE_MS = 6000;

/**
 * Prints the address of the server: at once if a program reads the output; on a terminal after the log of the start,
 * so that the address is the last line.
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
