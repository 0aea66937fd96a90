import type { Network } from '../network.js';
import { EPOCH_MS } from '../process-clock.js';
import type { Random } from '../random.js';
import type { WorldClock } from '../world-clock.js';
import { DAY_PASSWORD, type DirectorHabits } from './habits.js';

export interface OtherClientOptions {
  readonly world: WorldClock;
  readonly random: Random;
  readonly habits: DirectorHabits;
  readonly network: Network;
  /** Address of the access director. */
  readonly director: string;
}

/** Another client of the access director, unknown to the server. It keeps the rules: it releases only what it holds. */
export interface OtherClient {
  begin(): void;
  end(): void;
}

const LONGEST_SECONDS = 60;
/** Its own requests must have arrived before its grant ends. */
const MARGIN_SECONDS = 10;

export function createOtherClient(options: OtherClientOptions): OtherClient {
  const { world, random, habits, network, director } = options;
  let isOver = false;

  function ask(action: string, name: string, seconds: number, answered: (isDone: boolean) => void): void {
    const kwargs = {
      ...{
        action,
        grant_name: name,
        grantee: 'scheduler',
        expire_at: (EPOCH_MS + world.now) / 1000 + seconds,
      },
      password: name === 'day' ? DAY_PASSWORD : null,
    };
    network.call(`${director}.request_exclusive`, [], {
      kwargs,
      answered: (answer) => answered('value' in answer && isGranted(answer.value)),
    });
  }

  function take(): void {
    const name = random.pick(['night', 'day']);
    const seconds = random.between(MARGIN_SECONDS, LONGEST_SECONDS);
    const end = world.now + (seconds - MARGIN_SECONDS) * 1000;
    ask('acquire', name, seconds, (isHeld) => {
      if (!isHeld || random.chance(0.3)) return;
      const ms = random.between(0, seconds * 1000);
      world.after(ms, () => {
        if (world.now < end) ask('release', name, seconds, () => {});
      });
    });
  }

  function next(): void {
    const { otherClient: mean } = habits;
    if (mean === null) return;
    world.after(random.wait(mean * 1000), () => {
      if (isOver) return;
      take();
      next();
    });
  }

  return {
    begin: next,
    end() {
      isOver = true;
    },
  };
}

/** The network sometimes delivers an answer that is not OCS. */
const isGranted = (value: unknown) => (value as { readonly message?: unknown } | null)?.message !== undefined;
