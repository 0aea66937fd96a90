import type { Hash } from 'node:crypto';

/** The log of the simulation. Two runs of a seed must have the same digest: the simulation is deterministic. */
export interface Trace {
  note(text: string): void;
  /** A short name for an id that is different each time: the first is `r1`. */
  nameOf(id: string): string;
  /** The text with these names instead of ids. */
  named(text: string): string;
  digest(): string;
  readonly lines: number;
}

const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

export function createTrace(now: () => number, hash: Hash, onLine: (line: string) => void = () => {}): Trace {
  const names = new Map<string, string>();
  let lines = 0;

  function nameOf(id: string): string {
    const name = names.get(id) ?? `r${names.size + 1}`;
    names.set(id, name);
    return name;
  }

  const named = (text: string) => text.replace(ID, nameOf);

  return {
    named,
    note(text) {
      const line = `${(now() / 1000).toFixed(3).padStart(8)}  ${named(text)}`;
      lines += 1;
      hash.update(line);
      onLine(line);
    },
    nameOf,
    digest: () => hash.copy().digest('hex'),
    get lines() {
      return lines;
    },
  };
}
