import { type Findings, progress, type RowOptions } from '../lib/findings.js';
import { describeLoad, LOADS, type Load, type Peer, QUICK_LOADS } from './cells.js';
import { measureConiql } from './coniql.js';
import { type Measurement, measure } from './measure.js';
import { startBare, startPlain } from './peers.js';
import { type FeedServer, type FeedServers, startFeedServers } from './servers.js';
import { type Cell, type Summary, summarise, tableOf } from './summary.js';

const CONIQL = 'coniql';
/** The first is what coniql can serve at 10 Hz with one core, the second is beyond that. */
const CONIQL_SUBSCRIBERS = [100, 400];

/** Serves one feed to many, with MultiSmurf and others in turn. */
export async function benchWatch({ quick, only }: RowOptions): Promise<Findings> {
  const rounds = quick ? 1 : 2;
  const loads = quick ? QUICK_LOADS : LOADS.filter(({ name }) => only === undefined || only === name);
  const withConiql = !quick && (only === undefined || only === CONIQL);
  if (loads.length === 0 && !withConiql) {
    const names = [...new Set(LOADS.map(({ name }) => name)), CONIQL];
    throw new Error(`--only takes one of ${names.join(', ')}`);
  }
  const summaries: Summary[] = [];
  const servers = await startFeedServers();
  try {
    for (const load of loads) {
      const cells = cellsOf(load);
      for (let round = 1; round <= rounds; round += 1) {
        progress(`${load.name}, ${describeLoad(load)}, round ${round} of ${rounds}`);
        await measureRound(servers, load, cells);
      }
      const limit = summarise(cells[1] as Cell).microseconds;
      summaries.push(...cells.map((cell) => ({ ...summarise(cell), limit })));
    }
    if (withConiql) {
      for (const subscribers of CONIQL_SUBSCRIBERS) {
        summaries.push(...(await besideConiql(servers, subscribers)));
      }
    }
  } finally {
    await servers.close();
  }
  return {
    table: tableOf(summaries),
    figures: { rounds, cells: summaries },
    invalid: summaries.flatMap(({ server, load, due, arrived }) =>
      arrived >= due ? [] : [`${server}, ${load}: ${due - arrived} of ${due} messages are missing`],
    ),
  };
}

const NAMES: Readonly<Record<Peer, string>> = {
  bare: 'the limit: bare ws or node:http',
  'graphql-ws': 'plain graphql-ws',
};

/** MultiSmurf is the first, the limit the second. */
function cellsOf(load: Load): Cell[] {
  return ['MultiSmurf', ...load.peers.map((peer) => NAMES[peer])].map((server) => ({
    ...{ server, load: describeLoad(load), rounds: [] },
  }));
}

async function measureRound(servers: FeedServers, load: Load, [ours, ...others]: Cell[]): Promise<void> {
  const measured = await measureOne(await servers.multismurf(load.over), load);
  ours?.rounds.push(measured);
  for (const [i, peer] of load.peers.entries()) {
    const server = peer === 'bare' ? await startBare(measured.example, load.over) : await startPlain();
    others[i]?.rounds.push(await measureOne(server, load));
  }
}

/** MultiSmurf with messages of its own smallest size, and coniql with those of its own simulation. */
async function besideConiql(servers: FeedServers, subscribers: number): Promise<Summary[]> {
  progress(`${CONIQL}, ${subscribers} subscribers`);
  const load = LOADS.find((one) => one.subscribers === subscribers) as Load;
  const ours = { server: 'MultiSmurf', load: describeLoad(load), rounds: [] as Measurement[] };
  ours.rounds.push(await measureOne(await servers.multismurf(), load));
  const theirs = { server: CONIQL, load: describeLoad(load), rounds: [await measureConiql(load)] };
  return [summarise(ours), summarise(theirs)];
}

async function measureOne(server: FeedServer, load: Load): Promise<Measurement> {
  try {
    return await measure(server, load);
  } finally {
    await server.close();
  }
}
