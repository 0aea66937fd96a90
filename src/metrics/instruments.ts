import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { DEFINITIONS, type Definition } from './definitions.js';

type Definitions = typeof DEFINITIONS;

type Label<D extends Definition> = D['labels'][number];

interface Kinds<L extends string> {
  readonly counter: Counter<L>;
  readonly gauge: Gauge<L>;
  readonly histogram: Histogram<L>;
}

/** A metric of prom-client for each definition. */
export type Instruments = {
  readonly [Key in keyof Definitions]: Kinds<Label<Definitions[Key]>>[Definitions[Key]['type']];
};

/** The metrics in a registry of their own: several servers can run in one process. */
export function createInstruments(): { readonly registry: Registry; readonly instruments: Instruments } {
  const registry = new Registry();
  const make = ({ type, name, help, labels, buckets = [] }: Definition) => {
    const common = { name, help, labelNames: [...labels], registers: [registry] };
    if (type === 'counter') return new Counter(common);
    return type === 'gauge' ? new Gauge(common) : new Histogram({ ...common, buckets: [...buckets] });
  };
  const made = Object.entries<Definition>(DEFINITIONS).map(([key, definition]) => [key, make(definition)]);
  return { registry, instruments: Object.fromEntries(made) as Instruments };
}
