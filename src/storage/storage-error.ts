/**
 * Why runs cannot be kept:
 *
 * - `unwritable`: the place cannot be written: a full disk, a read-only folder, a server that does not answer;
 * - `in use`: another server keeps its runs there;
 * - `broken`: what is there is no database of ours, or a damaged one;
 * - `newer`: a newer version of MultiSmurf has written there;
 * - `silent`: no answer in time, such as of a disk that hangs.
 */
export type StorageTrouble = 'unwritable' | 'in use' | 'broken' | 'newer' | 'silent';

/** A failure of the place where runs are kept; the message is for people. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly trouble: StorageTrouble;

  constructor(trouble: StorageTrouble, message: string, options?: ErrorOptions) {
    super(message, options);
    this.trouble = trouble;
  }
}
