import { figure, markdownTable } from '../lib/table.js';
import type { Upstream } from './measure.js';

/** With a higher load, the clients did not do what they should. */
const BUSIEST = 0.9;
/** So many of the questions that are due must be answered. */
const ANSWERED = 0.9;
/** More than this, compared with the fewest clients, is not flat. */
const FLAT = 1.1;

/** The server reads everything of each slot once a minute, so a short measurement can contain that or not. */
const SWEEP = 'get_api';

function perSecond({ calls, seconds }: Upstream, fits: (action: string) => boolean): number {
  const fitting = Object.entries(calls).filter(([action]) => fits(action));
  return fitting.reduce((sum, [, count]) => sum + count, 0) / seconds;
}

const withoutSweep = (one: Upstream) => perSecond(one, (action) => action !== SWEEP);

/** The measurement with the fewest clients, but not without any, while the same number of slots runs something. */
function fewest(one: Upstream, all: readonly Upstream[]): Upstream | undefined {
  return all.find(({ clients, running }) => clients > 0 && running === one.running);
}

function ratio(one: Upstream, base: Upstream | undefined): string {
  const calls = base ? withoutSweep(base) : 0;
  return calls === 0 ? '-' : (withoutSweep(one) / calls).toFixed(2);
}

export function tableOf(measured: readonly Upstream[]): string {
  const head = [
    'slots that run something',
    'clients',
    'calls in a second',
    'of the fewest clients',
    'status',
    'wait',
    'get_api',
    'events to clients in a second',
    'questions answered in a second',
    'server, cores',
    'clients, cores',
  ];
  const rows = measured
    .toSorted((a, b) => a.running - b.running)
    .map((one) => {
      const { clients, running, events, answers, seconds, serverCores, clientCores } = one;
      const base = fewest(one, measured);
      return [
        String(running),
        String(clients),
        ...(clientCores > BUSIEST
          ? ['does not count', 'does not count']
          : [figure(withoutSweep(one)), ratio(one, base)]),
        ...['status', 'wait', SWEEP].map((name) => figure(perSecond(one, (action) => action === name))),
        figure(events / seconds),
        figure(answers / seconds),
        serverCores.toFixed(2),
        clientCores.toFixed(2),
      ];
    });
  return markdownTable(head, rows);
}

/** @param judged whether the number of calls must be the same for any number of clients */
export function wrongCells(
  measured: readonly Upstream[],
  { slots, judged }: { readonly slots: number; readonly judged: boolean },
): string[] {
  return measured.flatMap((one) => {
    const { clients, running, seconds, answers, events, errors, calls } = one;
    const cell = `${clients} clients, ${running} slots that run something`;
    const due = (clients / 2) * seconds;
    const base = fewest(one, measured);
    const most = base ? FLAT * withoutSweep(base) : Number.POSITIVE_INFINITY;
    return [
      ...(errors.length > 0 ? [`${cell}: ${errors.join('; ')}`] : []),
      ...(answers < ANSWERED * due
        ? [`${cell}: ${answers} of ${Math.round(due)} questions were answered`]
        : []),
      ...(judged && events < clients / 2 ? [`${cell}: only ${events} events came`] : []),
      ...(judged && withoutSweep(one) > most ? [`${cell}: more calls than for the fewest clients`] : []),
      ...(judged && (calls[SWEEP] ?? 0) > slots
        ? [`${cell}: ${calls[SWEEP]} get_api, of ${slots} slots`]
        : []),
    ];
  });
}
