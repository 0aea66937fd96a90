import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '../../lib/logger.js';
import type { Secret } from '../../lib/secret.js';
import type { Closable } from '../../wamp/types.js';
import { findPassword, type PasswordsFile, parsePasswordsFile } from './passwords-file.js';
import type { AgentIdentity } from './scope.js';

/** A level, for which the file is asked, or a password, which is taken as it is. */
export type Privileges = 1 | 2 | 3 | Secret;

/** The passwords of an OCS client. */
export interface PasswordStore extends Closable {
  /**
   * The password to send with commands to this agent; undefined if none is needed or known. Send it only
   * where get_api shows `access_control`: older agents refuse the argument.
   */
  find(agent: AgentIdentity, privileges: Privileges): Secret | undefined;
}

export interface PasswordsOptions {
  /** Where OCS looks unless given: see {@link passwordsPath}. */
  readonly path?: string;
  readonly logger: Logger;
  /** How often to look whether the file has changed. */
  readonly everyMs?: number;
}

const NO_PASSWORDS: PasswordsFile = { entries: [], problems: [] };

const DEFAULT_PATH = join(homedir(), '.ocs-passwords.yaml');

/** `OCS_PASSWORDS_FILE`, or else `.ocs-passwords.yaml` in the home folder. */
export function passwordsPath(env: Readonly<Record<string, string | undefined>> = process.env): string {
  return env['OCS_PASSWORDS_FILE'] || DEFAULT_PATH;
}

/**
 * Reads the password file now, and again whenever it changes; a file that is not there is one without
 * passwords. What cannot be read is logged, without a word of it, and the passwords of before stay.
 */
export function createPasswords(options: PasswordsOptions): PasswordStore {
  const { path = passwordsPath(), logger, everyMs = 5000 } = options;
  let file = NO_PASSWORDS;
  /** When the file that was read last was changed; null if there was none. */
  let seen: number | null | undefined;

  function load(): void {
    try {
      file = parsePasswordsFile(readFileSync(path, 'utf8'));
      logger.info({ path, entries: file.entries.length }, 'read the password file');
      for (const problem of file.problems) logger.warn({ path, problem }, 'a mistake in the password file');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        file = NO_PASSWORDS;
        const wanted = path !== DEFAULT_PATH;
        logger[wanted ? 'warn' : 'info']({ path }, 'there is no password file');
        return;
      }
      const reason = error instanceof Error ? error.message : String(error);
      logger.error({ path, reason }, 'the password file cannot be used');
    }
  }

  /** Reads the file if it is another than it was; its time is taken first, so that no change is missed. */
  function look(): void {
    const changedAt = changeTime(path);
    if (changedAt === seen) return;
    seen = changedAt;
    load();
  }

  look();
  // Again and again, so that a file that is replaced, or made only later, is seen too.
  const looking = setInterval(look, everyMs).unref();
  return {
    find: (agent, privileges) => {
      if (typeof privileges === 'number') return findPassword(file, agent, privileges);
      return privileges.reveal() === '' ? undefined : privileges;
    },
    close: () => clearInterval(looking),
  };
}

/** When the file was changed; null if there is none, -1 if it may not be looked at: reading it says why. */
function changeTime(path: string): number | null {
  try {
    return statSync(path, { throwIfNoEntry: false })?.ctimeMs ?? null;
  } catch {
    return -1;
  }
}
