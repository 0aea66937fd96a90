import { type Clock, LATE_MS, READ_MS, sleepOn } from '../../src/lib/clock.js';
import type { Closable } from '../../src/lib/topic.js';
import type { WorldClock } from './world-clock.js';

/** The wall-clock time at which the world begins. */
export const EPOCH_MS = Date.parse('2026-11-25T04:00:00Z');

/**
 * The clock of one process, and its input: everything from outside reaches the process through {@link deliver}. A
 * stopped process (SIGSTOP) does nothing. When it continues, its repeated timers fire first, then it reads its sockets,
 * and then the other due timers fire, as with the clock of the product. A killed process never does anything again.
 */
export interface ProcessClock extends Clock {
  deliver(act: () => void): void;
  stop(): void;
  goOn(): void;
  kill(): void;
  /** Called when the process is killed. */
  onDeath(listener: () => void): void;
  readonly isAlive: boolean;
  readonly isStopped: boolean;
  /** Sets the wall clock only, like NTP. */
  setTimeOfDay(byMs: number): void;
  /** Number of armed timers. */
  readonly timers: number;
}

export function createProcessClock(world: WorldClock): ProcessClock {
  const armed = new Set<object>();
  const onDeath: (() => void)[] = [];
  let dueTimers: (() => void)[] = [];
  let unread: (() => void)[] = [];
  let offset = 0;
  let isAlive = true;
  let isStopped = false;
  /** While the process catches up, new input waits behind older input. */
  let isBehind = false;
  let isCatchingUp = false;

  function enter(queue: () => (() => void)[], act: () => void): void {
    if (!isAlive) return;
    if (isStopped || isBehind) queue().push(act);
    else act();
  }

  function catchUp(): void {
    isCatchingUp = false;
    if (!isAlive || isStopped) return;
    const next = dueTimers.shift() ?? unread.shift();
    if (!next) {
      isBehind = false;
      return;
    }
    next();
    isCatchingUp = true;
    world.after(0, catchUp);
  }

  function arm(ms: number, act: () => void, isOnce: boolean): Closable {
    const own = {};
    armed.add(own);
    const due = world.now + ms;
    let isDeferred = false;
    const fire = () => {
      enter(
        () => dueTimers,
        () => {
          if (!armed.has(own)) return;
          if (isOnce && !isDeferred && world.now - due > LATE_MS) {
            isDeferred = true;
            timer = world.after(READ_MS, fire);
            return;
          }
          if (isOnce) armed.delete(own);
          else timer = world.after(Math.max(1, ms), fire);
          act();
        },
      );
    };
    let timer = world.after(ms, fire);
    return {
      close() {
        armed.delete(own);
        timer.close();
      },
    };
  }

  const clock: ProcessClock = {
    now: () => new Date(EPOCH_MS + world.now + offset),
    monotonic: () => world.now,
    after: (ms, act) => arm(ms, act, true),
    every: (ms, act) => arm(ms, act, false),
    sleep: (ms, signal) => sleepOn(clock, ms, signal),
    deliver: (act) => enter(() => unread, act),
    stop() {
      isStopped = true;
    },
    goOn() {
      if (!isStopped) return;
      isStopped = false;
      isBehind = true;
      if (!isCatchingUp) catchUp();
    },
    kill() {
      isAlive = false;
      armed.clear();
      dueTimers = [];
      unread = [];
      for (const listener of onDeath.splice(0)) listener();
    },
    onDeath: (listener) => void onDeath.push(listener),
    get isAlive() {
      return isAlive;
    },
    get isStopped() {
      return isStopped;
    },
    setTimeOfDay(byMs) {
      offset += byMs;
    },
    get timers() {
      return armed.size;
    },
  };
  return clock;
}
