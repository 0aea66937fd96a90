import type { AccessDirector } from '../../../src/core/grants/grant-tools.js';
import { type Logger, silentLogger } from '../../../src/lib/logger.js';
import { DIRECTOR_ID } from '../../memory-director.js';
import type { Network } from '../network.js';
import type { Random } from '../random.js';
import type { Slot } from '../slot.js';
import type { WorldClock } from '../world-clock.js';
import { createDirector } from './director.js';
import type { DirectorLog } from './director-log.js';
import { createGrantWatch } from './grant-watch.js';
import { type DirectorHabits, grantBlocks } from './habits.js';
import { createOtherClient } from './other-client.js';

export interface SocietyOptions {
  readonly world: WorldClock;
  readonly random: Random;
  /** Null without an access director. */
  readonly habits: DirectorHabits | null;
  readonly network: Network;
  readonly slots: readonly Slot[];
  readonly note: (text: string) => void;
  readonly breach: (words: string) => void;
}

/** The access director, the other client that it serves, and what the servers have because of it. */
export interface Society {
  readonly log: DirectorLog | null;
  /** The logger of the servers: it reports the passwords of grants. */
  readonly logger: Logger;
  /** The configuration of a server. */
  configured(server: number): AccessDirector | null;
  begin(): void;
  heal(): void;
}

/** Without an access director nothing is drawn, and nothing happens. */
export function createSociety({ habits, slots, note, breach, ...world }: SocietyOptions): Society {
  if (habits === null) {
    return { log: null, logger: silentLogger, configured: () => null, begin() {}, heal() {} };
  }
  const { random } = world;
  const director = createDirector({
    ...{ ...world, habits, slots, note },
    blocks: grantBlocks(slots, random.fork('grants')),
  });
  const other = createOtherClient({
    ...{ ...world, habits },
    random: random.fork('other client'),
    director: director.log.address,
  });
  return {
    log: director.log,
    logger: createGrantWatch((line) => breach(`the password of a grant is in a log line: ${line}`)),
    configured: (server) => ({ instanceId: DIRECTOR_ID, serverName: `multismurf ${server + 1}` }),
    begin() {
      director.begin();
      other.begin();
    },
    heal() {
      director.heal();
      other.end();
    },
  };
}
