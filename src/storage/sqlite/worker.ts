import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import Database from 'libsql';
import type { Answer, Failure, Question, Task } from './messages.js';

/**
 * The thread that has the database: what its disk does, a hang included, holds up nobody else. One statement after
 * the other, in the order of the questions.
 */

/** Statements of ours that vary with the length of a list are few; more than this are not kept prepared. */
const MAX_PREPARED = 200;

let lock: Database.Database | null = null;
let database: Database.Database | null = null;
const prepared = new Map<string, Database.Statement>();

/**
 * The lock is one of the system on an open file: it ends with the process, however that ends. The file with the pid
 * beside it only says whose the lock is.
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
  database = new Database(join(folder, 'multismurf.sqlite'), { timeout: busyMs });
  // A write that was answered survives a power cut too.
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
  return { message: error instanceof Error ? error.message : String(error), code: codeOf(error) };
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
