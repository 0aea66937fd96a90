import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import type { Clock } from '../lib/clock.js';
import { messageOf } from '../lib/error-message.js';
import { fileMark } from '../lib/file-mark.js';
import type { Logger } from '../lib/logger.js';
import { type Closable, createTopic, logListenerErrors, type Topic } from '../lib/topic.js';

/** How often the files are checked for changes: certificates are renewed long before they expire. */
const LOOK_MS = 10_000;

/** A certificate with its chain, and its private key, as PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateOptions {
  /** Paths of the files. */
  readonly files: KeyPair;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The certificate of the server. */
export interface Certificate extends Closable {
  readonly current: KeyPair;
  readonly changes: Topic<void>;
  /** Why the files as they are now are not in effect, in one line; null if they are. */
  readonly problem: string | null;
  /** Reads the files again, if they have changed. */
  look(): Promise<void>;
}

/**
 * The certificate in two files, which are read again when they change. While they do not fit together, as in the middle
 * of a renewal, the old certificate stays.
 * @throws an Error if they cannot be used at the start
 */
export async function openCertificate({ files, clock, logger }: CertificateOptions): Promise<Certificate> {
  const changes = createTopic<void>(logListenerErrors(logger));
  const marks = async () => (await Promise.all([fileMark(files.cert), fileMark(files.key)])).join();
  let seen = await marks();
  let current = await read(files);
  let problem: string | null = null;
  /** The look that is under way; null if there is none. */
  let looking: Promise<void> | null = null;

  async function lookOnce(): Promise<void> {
    const mark = await marks();
    if (mark === seen) return;
    // Before the files are read, so that no change is missed.
    seen = mark;
    try {
      current = await read(files);
      problem = null;
      logger.info(files, 'read the certificate');
      changes.emit();
    } catch (error) {
      const reason = messageOf(error);
      problem = `The certificate ${files.cert} cannot be used, so the one of before stays: ${reason}`;
      logger.error({ ...files, reason }, 'the certificate cannot be used, so the one of before stays');
    }
  }

  function look(): Promise<void> {
    looking ??= lookOnce().finally(() => {
      looking = null;
    });
    return looking;
  }

  const timer = clock.every(LOOK_MS, () => void look());
  return {
    get current() {
      return current;
    },
    changes,
    get problem() {
      return problem;
    },
    look,
    close: () => timer.close(),
  };
}

async function read(files: KeyPair): Promise<KeyPair> {
  const [cert, key] = await Promise.all([readFile(files.cert, 'utf8'), readFile(files.key, 'utf8')]);
  createSecureContext({ cert, key });
  return { cert, key };
}
