import type { Network } from './network.js';
import type { Random } from './random.js';
import type { Server } from './server.js';
import type { Slot } from './slot.js';
import type { Disk, StoreMood } from './store.js';
import type { FaultHabits, Swarm } from './swarm.js';
import type { WorldClock } from './world-clock.js';

export interface FaultOptions {
  readonly world: WorldClock;
  readonly random: Random;
  readonly swarm: Swarm;
  readonly network: Network;
  readonly slots: readonly Slot[];
  readonly servers: readonly Server[];
  readonly disk: Disk;
  readonly note: (text: string) => void;
  readonly count: (event: string) => void;
  /** Called when a fault concerns the server's link, the router or the server. */
  readonly disturb: () => void;
}

export interface Faults {
  begin(): void;
  /** Ends every fault and begins no further one. */
  heal(): void;
}

/** After this time without an answer to its pings, the router ends the session of a client. */
const PING_MS = 14_400;

/** Begins faults at random, and ends them again. */
export function createFaults({
  world,
  random,
  swarm,
  network,
  slots,
  servers,
  disk,
  note,
  count,
  disturb,
}: FaultOptions): Faults {
  let isOver = false;

  const isShared = servers.length > 1;
  /** A single server draws nothing. */
  const one = () => (isShared ? random.pick(servers) : (servers[0] as Server));

  /** How long a fault lasts: most faults are short, some are longer than any timeout. */
  const length = (): number =>
    random.weighted({ short: 5, middle: 3, long: 1 }) === 'short'
      ? random.between(50, 3000)
      : random.wait(20_000);

  function during(ms: number, mend: () => void): void {
    world.after(ms, () => {
      if (!isOver) mend();
    });
  }

  function rejoin(slot: Slot, withinMs: number): void {
    during(random.between(0, withinMs), () => {
      if (slot.isAlive && !slot.isFrozen) network.attach(slot);
    });
  }

  function revive(slot: Slot): void {
    slot.start();
    rejoin(slot, 500);
  }

  const acts: Readonly<Record<Exclude<keyof FaultHabits, 'stranger'>, () => void>> = {
    linkCut() {
      const link = one().life?.link;
      if (!link) return;
      note('the link of the server breaks');
      disturb();
      link.cut();
      during(length(), () => {
        note('the link of the server can be made again');
        disturb();
        link.mend();
      });
    },
    linkSilent() {
      note('the link of the server becomes silent');
      disturb();
      one().life?.link.silence();
    },
    routerDown() {
      network.down();
      disturb();
      during(length(), () => {
        network.up();
        disturb();
        for (const slot of slots) rejoin(slot, 4000);
      });
    },
    slotCrash() {
      const slot = random.pick(slots);
      network.detach(slot);
      slot.crash();
      during(length(), () => revive(slot));
    },
    slotFreeze() {
      const slot = random.pick(slots);
      const ms = length();
      slot.freeze();
      if (ms > PING_MS) during(PING_MS, () => network.detach(slot));
      during(ms, () => {
        slot.thaw();
        rejoin(slot, ms > PING_MS ? 4000 : 0);
      });
    },
    slotMute() {
      const slot = random.pick(slots);
      slot.setMute(true);
      during(length(), () => slot.setMute(false));
    },
    slotCutOff() {
      const slot = random.pick(slots);
      note(`${slot.name} loses its way to the router`);
      network.detach(slot);
      during(length(), () => rejoin(slot, 1000));
    },
    serverStop() {
      const { life } = one();
      if (!life || life.process.isStopped) return;
      const ms = length();
      note(`the server is stopped for ${Math.round(ms)} ms`);
      count('the server was stopped');
      life.process.stop();
      disturb();
      if (ms > PING_MS) {
        during(PING_MS, () => {
          life.link.cut();
          life.link.mend();
        });
      }
      during(ms, () => {
        note('the server continues');
        disturb();
        life.process.goOn();
      });
    },
    serverKill() {
      if (random.chance(0.7)) disk.killAfterWrites ??= random.whole(0, 12);
      else one().kill();
    },
    clockStep() {
      const ms = random.between(-20_000, 20_000);
      note(`the server's time of day is set by ${Math.round(ms)} ms`);
      one().life?.process.setTimeOfDay(ms);
    },
    storeMood() {
      disk.mood = random.pick<StoreMood>([
        'is slow',
        'fails',
        'hangs',
        ...(isShared ? ['is away' as const] : []),
      ]);
      note(`the store ${disk.mood}`);
      if (disk.mood === 'is away')
        for (const session of [...disk.shared.sessions]) session.end('the database ends');
      during(length(), () => {
        disk.mood = 'works';
        note('the store works');
      });
    },
    lockLost() {
      const server = one();
      const client = server.life?.storage.lockClient;
      if (!client) return;
      const isSilent = random.chance(0.4);
      note(`the connection of a lock ${isSilent ? 'becomes silent' : 'ends'}`);
      if (isSilent) client.silence();
      else client.cut();
    },
  };

  function repeat(kind: keyof typeof acts): void {
    const mean = swarm.faults[kind];
    if (mean === null) return;
    during(random.wait(mean * 1000), () => {
      acts[kind]();
      repeat(kind);
    });
  }

  return {
    begin() {
      for (const kind of Object.keys(acts) as (keyof typeof acts)[]) repeat(kind);
    },
    heal() {
      isOver = true;
      note('everything heals');
      network.heal();
      network.up();
      disk.mood = 'works';
      disk.killAfterWrites = null;
      for (const slot of slots) {
        slot.thaw();
        slot.setMute(false);
        slot.start();
        network.attach(slot);
      }
      for (const server of servers) {
        server.start();
        server.life?.link.mend();
        server.life?.process.goOn();
      }
    },
  };
}
