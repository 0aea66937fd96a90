import { cpus, loadavg, release, totalmem, type } from 'node:os';

/** The machine and the time of a measurement. */
export interface Machine {
  readonly date: string;
  readonly processors: string;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  /** Load averages over 1, 5 and 15 minutes before the start. The figures are wrong on a busy machine. */
  readonly loadBefore: readonly number[];
}

export function describeMachine(): Machine {
  const [first] = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    processors: `${cpus().length} × ${first?.model.trim() ?? 'unknown'}`,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.version,
    loadBefore: loadavg().map((load) => Math.round(load * 100) / 100),
  };
}

export function machineLine(machine: Machine): string {
  const { date, processors, memoryGiB, system, node, loadBefore } = machine;
  return `${date}, ${processors}, ${memoryGiB} GiB, ${system}, Node ${node}, load before ${loadBefore.join(' ')}`;
}
