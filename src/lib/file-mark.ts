import { type Stats, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';

const ABSENT = 'absent';
/** Reading the file then reports the reason. */
const UNREADABLE = 'not to be looked at';

/**
 * A text that changes when the file changes. The time alone is not enough: two changes within one tick of the kernel
 * have the same time.
 */
export function fileMarkSync(path: string): string {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats === undefined ? ABSENT : markOf(stats);
  } catch {
    return UNREADABLE;
  }
}

/** The same, for a file that is checked again and again: a disk that hangs must not hold up the server. */
export const fileMark = (path: string): Promise<string> =>
  stat(path).then(markOf, (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? ABSENT : UNREADABLE));

const markOf = ({ ino, size, ctimeMs }: Stats) => `${ino} ${size} ${ctimeMs}`;
