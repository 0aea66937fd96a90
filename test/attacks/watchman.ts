import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { silentLogger } from '../../src/lib/logger.js';
import { createOcsClient } from '../../src/ocs/client.js';
import { createWampConnection } from '../../src/wamp/connection.js';
import { answerRequests } from './forked.js';
import { MANAGER, type Place } from './fortress.js';

/** A program that watches a server while it is attacked. */
export type WatchRequest = { readonly begin: Place } | { readonly end: true };

/** What was seen of the server; times in ms. */
export interface Watched {
  readonly probes: number;
  /** The slowest answer of `/health/live`. */
  readonly slowest: number;
  /** The slowest answer of the server that is not attacked. */
  readonly slowestBare: number;
  /** The slowest answer, without the time in which the machine was slow or the server did not get a processor. */
  readonly slowestOwn: number;
  /** The most resident memory that the server had, and what it had at the begin, in MB. */
  readonly memory: { readonly before: number; readonly most: number };
  /** The longest time between two heartbeats of the agent, from the begin to the end of the watch. */
  readonly longestSilence: number;
  readonly failures: readonly string[];
}

interface Probe {
  readonly began: number;
  readonly ended: number;
}

const EVERY_MS = 50;
const TICK_MS = 10;

/** Processor time of a process, in ms. */
function processorMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Resident memory of a process, in MB. */
function residentMb(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kilobytes) / 1000);
}

/** Asks over a new connection, as a supervisor does. */
function probe(url: string): Promise<Probe> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const asked = get(url, { agent: false }, (response) => {
      response.resume();
      response.once('end', () => {
        if (response.statusCode === 200) resolve({ began, ended: performance.now() });
        else reject(new Error(`${url} answered ${response.statusCode}`));
      });
    });
    asked.once('error', reject);
  });
}

function watch({ url, bareUrl, routerUrl, pid }: Place) {
  const server: (Probe & { readonly used: number })[] = [];
  const bare: Probe[] = [];
  const failures: string[] = [];
  const open = new Set<Promise<unknown>>();
  const follow = (asked: Promise<unknown>) => {
    const done = asked.catch((error) => failures.push(String(error))).finally(() => open.delete(done));
    open.add(done);
  };
  const memory = { before: residentMb(pid), most: 0 };
  const live = new URL('/health/live', url).href;
  const look = () => {
    memory.most = Math.max(memory.most, residentMb(pid));
    const before = processorMs(pid);
    follow(probe(live).then((one) => server.push({ ...one, used: processorMs(pid) - before })));
    follow(probe(bareUrl).then((one) => bare.push(one)));
  };
  const connection = createWampConnection({ url: routerUrl, realm: 'test_realm' });
  const began = performance.now();
  const beats = [began];
  createOcsClient(connection, silentLogger).onHeartbeat('observatory', ({ info }) => {
    if (info.agent_address === MANAGER) beats.push(performance.now());
  });
  const looking = setInterval(look, EVERY_MS);

  const own = ({ began, ended, used }: (typeof server)[number]) => {
    const meanwhile = bare.filter((other) => other.began <= ended && other.ended >= began);
    const machine = Math.max(0, ...meanwhile.map((other) => other.ended - other.began));
    return Math.min(ended - began - machine, used + TICK_MS);
  };
  const slowestOf = (probes: readonly Probe[]) =>
    Math.round(Math.max(0, ...probes.map((one) => one.ended - one.began)));

  return async (): Promise<Watched> => {
    clearInterval(looking);
    await Promise.all(open);
    beats.push(performance.now());
    await connection.close();
    return {
      probes: server.length,
      slowest: slowestOf(server),
      slowestBare: slowestOf(bare),
      slowestOwn: Math.round(Math.max(0, ...server.map(own))),
      memory,
      longestSilence: Math.round(Math.max(...beats.slice(1).map((beat, i) => beat - (beats[i] ?? beat)))),
      failures,
    };
  };
}

let finish: (() => Promise<Watched>) | null = null;

answerRequests<WatchRequest>(async (request) => {
  if ('begin' in request) {
    finish = watch(request.begin);
    return null;
  }
  return await finish?.();
});
