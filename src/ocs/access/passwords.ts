import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../../lib/error-message.js';
import { fileMarkSync } from '../../lib/file-mark.js';
import type { Logger } from '../../lib/logger.js';
import type { Secret } from '../../lib/secret.js';
import type { Closable } from '../../wamp/types.js';
import { findPassword, type PasswordsFile, parsePasswordsFile } from './passwords-file.js';
import type { AgentIdentity } from './scope.js';

/** A level, whose password is in the file, or a password to use directly. */
export type Privileges = 1 | 2 | 3 | Secret;

/** The passwords of an OCS client. */
export interface PasswordStore extends Closable {
  /**
   * The password to send with commands to this agent; undefined if none is needed or known. Send it only if get_api
   * shows `access_control`: older agents reject the argument.
   */
  find(agent: AgentIdentity, privileges: Privileges): Secret | undefined;
}

export interface PasswordsOptions {
  /** Defaults to the path that OCS uses: see {@link passwordsPath}. */
  readonly path?: string;
  readonly logger: Logger;
}

const NO_PASSWORDS: PasswordsFile = { entries: [], problems: [] };

const DEFAULT_PATH = join(homedir(), '.ocs-passwords.yaml');

/** `OCS_PASSWORDS_FILE`, or if that is not set `.ocs-passwords.yaml` in the home directory. */
export function passwordsPath(env: Readonly<Record<string, string | undefined>> = process.env): string {
  return env['OCS_PASSWORDS_FILE'] || DEFAULT_PATH;
}

/**
 * Reads the password file now, and again when a password is needed and the file has changed. A missing file means no
 * passwords. If the file cannot be read, this is logged without its text, and the old passwords are kept.
 */
export function createPasswords(options: PasswordsOptions): PasswordStore {
  const { path = passwordsPath(), logger } = options;
  let file = NO_PASSWORDS;
  /** The mark of the file that was read last. */
  let seen: string | undefined;

  function load(): void {
    try {
      file = parsePasswordsFile(readFileSync(path, 'utf8'));
      logger.info({ path, entries: file.entries.length }, 'read the password file');
      for (const problem of file.problems) logger.warn({ path, problem }, 'an error in the password file');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        file = NO_PASSWORDS;
        const wanted = path !== DEFAULT_PATH;
        logger[wanted ? 'warn' : 'info']({ path }, 'there is no password file');
        return;
      }
      const reason = messageOf(error);
      logger.error({ path, reason }, 'the password file cannot be used');
    }
  }

  /** Reads the file if it has changed. The mark is taken before reading, so that no change is missed. */
  function look(): void {
    const mark = fileMarkSync(path);
    if (mark === seen) return;
    seen = mark;
    load();
  }

  look();
  return {
    find: (agent, privileges) => {
      if (typeof privileges !== 'number') return privileges.reveal() === '' ? undefined : privileges;
      look();
      return findPassword(file, agent, privileges);
    },
    // The file is not kept open.
    close: () => {},
  };
}
