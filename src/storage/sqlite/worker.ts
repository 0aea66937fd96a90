import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import Database from 'libsql';
import { messageOf } from '../../lib/error-message.js';
import { type Answer, DATABASE_FILE, type Failure, type Question, type Task } from './messages.js';

/**
 * The thread of the database, so that a slow or hanging disk does not block the rest of the process. It executes one
 * statement after the other, in the order of the messages.
 */

/** Only statements with a list vary in their text. More than this number are not kept prepared. */
const MAX_PREPARED = 200;

let lock: Database.Database | null = null;
let database: Database.Database | null = null;
const prepared = new Map<string, Database.Statement>();

/**
 * The lock is a lock of the operating system on an open file, so it always ends with the process. The file `pid` only
 * reports which process holds the lock.
 */
function takeLock(folder: string): Database.Database {
  const held = new Database(join(folder, 'lock'), { timeout: 0 });
  const whose = join(folder, 'pid');
  try {
    held.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    held.close();
    if (codeOf(error)?.startsWith('SQLITE_BUSY')) throw new Locked(pidIn(whose));
    throw error;
  }
  writeFileSync(whose, `${process.pid}\n`);
  return held;
}

function pidIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}

class Locked extends Error {
  readonly code = 'LOCKED';
}

function open(folder: string, busyMs: number): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  lock = takeLock(folder);
  database = new Database(join(folder, DATABASE_FILE), { timeout: busyMs });
  // With these settings, a finished write also survives a power cut.
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON']) {
    database.prepare(`PRAGMA ${pragma}`).all();
  }
}

function statement(sql: string): Database.Statement {
  if (!database) throw new Error('the database is not open');
  const known = prepared.get(sql);
  if (known) return known;
  const made = database.prepare(sql);
  if (prepared.size < MAX_PREPARED) prepared.set(sql, made);
  return made;
}

function carryOut(task: Task): Omit<Answer, 'id'> {
  switch (task.type) {
    case 'open':
      open(task.folder, task.busyMs);
      return {};
    case 'execute': {
      const one = statement(task.sql);
      if (one.reader) return { rows: one.all(...task.parameters) };
      return { rows: [], changes: one.run(...task.parameters).changes };
    }
    case 'close':
      prepared.clear();
      database?.close();
      lock?.close();
      return {};
  }
}

function codeOf(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : null;
}

function failureOf(error: unknown): Failure {
  return { message: messageOf(error), code: codeOf(error) };
}

parentPort?.on('message', ({ id, task }: Question) => {
  let answer: Answer;
  try {
    answer = { id, ...carryOut(task) };
  } catch (error) {
    answer = { id, failure: failureOf(error) };
  }
  parentPort?.postMessage(answer);
  if (task.type === 'close') parentPort?.close();
});
