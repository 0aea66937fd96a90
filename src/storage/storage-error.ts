/**
 * Why runs cannot be stored:
 *
 * - `unwritable`: the place cannot be written, for example because the disk is full or the folder is read-only;
 * - `in use`: another server uses the place;
 * - `broken`: the file is not a database of MultiSmurf, or it is damaged;
 * - `newer`: a newer version of MultiSmurf has changed the tables;
 * - `silent`: no answer in time, for example because the disk hangs.
 */
export type StorageTrouble = 'unwritable' | 'in use' | 'broken' | 'newer' | 'silent';

/** A failure of the store of the runs. The message is for users. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly trouble: StorageTrouble;

  constructor(trouble: StorageTrouble, message: string, options?: ErrorOptions) {
    super(message, options);
    this.trouble = trouble;
  }
}
