import { statSync } from 'node:fs';

/**
 * A text that changes when the file changes. The time alone is not enough: two changes within one tick of the kernel
 * have the same time.
 */
export function fileMark(path: string): string {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats === undefined ? 'absent' : `${stats.ino} ${stats.size} ${stats.ctimeMs}`;
  } catch {
    // Reading the file then reports the reason.
    return 'not to be looked at';
  }
}
