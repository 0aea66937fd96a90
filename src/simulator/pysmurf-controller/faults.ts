import type { Closable } from '../../lib/topic.js';
import type { OpSession } from '../../ocs/agent/session.js';
import {
  DEFAULT_MEGABYTES,
  DEFAULT_SECONDS,
  type Fault,
  type FaultKind,
  type FaultOf,
  OPERATIONS,
  operationOf,
} from '../fault.js';
import { PythonError, pythonError } from './python-errors.js';

interface Due {
  /** False once the fault is cleared: it then has no effect. */
  holds(): boolean;
}

/** The fault that takes effect half way through a session. */
export type Strike =
  | (Due & { readonly kind: 'raise'; readonly error: PythonError })
  | (Due & { readonly kind: 'hang' })
  /** The agent ends. It comes back after `backAfter` seconds, or, if null, when the fault is cleared. */
  | (Due & { readonly kind: 'end'; readonly backAfter: number | null });

/** The faults of one slot. Like the hardware, they remain when the agent restarts. */
export interface Faults {
  /**
   * Sets a fault until the result is closed.
   * @throws for an unknown operation
   */
  hold(fault: Fault): Closable;
  /** The fault of this kind that was added last and concerns the operation, or the agent as a whole. */
  find<Kind extends FaultKind>(kind: Kind, operation?: string): FaultOf<Kind> | undefined;
  /** Whether any fault of this kind is set, for any operation. */
  isHeld(kind: FaultKind): boolean;
  /** Makes the next session of the operation raise half way. `traceback` is the output of Python. */
  failNext(operation: string, traceback: string): void;
  /** The fault for this session. Called once for each part of the work. */
  strike(operation: string): Strike | undefined;
  /** Adds the extra data of the fault `large` to the session, or removes them. */
  fill(session: OpSession): void;
  /** Resolves when the agent is not silent. */
  awake(): Promise<void>;
}

/** Bytes of one element of the extra data, as JSON. */
const ELEMENT_BYTES = 7;
const FILLING = 'timestream';

export function createFaults(): Faults {
  const held = new Set<Fault>();
  const due = new Map<string, string>();
  const fillings = new Map<number, readonly number[]>();
  let silence: { readonly over: Promise<void>; end(): void } | null = null;

  function find<Kind extends FaultKind>(kind: Kind, operation?: string): FaultOf<Kind> | undefined {
    const isMeant = (fault: Fault): fault is FaultOf<Kind> => {
      const narrowed = operationOf(fault);
      return fault.kind === kind && (narrowed === undefined || narrowed === operation);
    };
    return [...held].filter(isMeant).at(-1);
  }

  /** Finds a fault that names the operation. Without an operation, a fault ends the agent at once, not in a session. */
  function findFor<Kind extends FaultKind>(kind: Kind, operation: string): FaultOf<Kind> | undefined {
    const fault = find(kind, operation);
    return fault && operationOf(fault) === operation ? fault : undefined;
  }

  function keepSilence(): void {
    if (find('silent') === undefined) {
      silence?.end();
      silence = null;
    } else if (silence === null) {
      let end = () => {};
      const over = new Promise<void>((resolve) => {
        end = resolve;
      });
      silence = { over, end };
    }
  }

  function filling(megabytes: number): readonly number[] {
    const known = fillings.get(megabytes);
    if (known) return known;
    const length = Math.ceil((megabytes * 1e6) / ELEMENT_BYTES);
    const made = Array.from({ length }, (_, index) => 100_000 + (index % 900_000));
    fillings.set(megabytes, made);
    return made;
  }

  return {
    hold(given) {
      const operation = operationOf(given);
      if (operation !== undefined && !OPERATIONS.includes(operation)) throw new Error(unknown(operation));
      // A copy, so that the same object can be set twice.
      const fault = { ...given };
      held.add(fault);
      keepSilence();
      return {
        close() {
          held.delete(fault);
          keepSilence();
        },
      };
    },
    find,
    isHeld: (kind) => [...held].some((fault) => fault.kind === kind),
    failNext(operation, traceback) {
      due.set(operation, traceback);
    },
    strike(operation) {
      const once = due.get(operation);
      due.delete(operation);
      if (once !== undefined) return { kind: 'raise', error: new PythonError(once), holds: () => true };
      const holder = (fault: Fault) => () => held.has(fault);
      const raise = find('raise', operation);
      if (raise) return { kind: 'raise', error: raised(operation, raise.message), holds: holder(raise) };
      const hang = find('hang', operation);
      if (hang) return { kind: 'hang', holds: holder(hang) };
      const crash = findFor('crash', operation);
      if (crash) return { kind: 'end', backAfter: null, holds: holder(crash) };
      const restart = findFor('restart', operation);
      if (!restart) return undefined;
      const backAfter = restart.seconds ?? DEFAULT_SECONDS.restart;
      return { kind: 'end', backAfter, holds: holder(restart) };
    },
    fill(session) {
      const { opName, data } = session;
      const large = find('large', opName);
      if (large && (large.operation ?? 'check_state') === opName) {
        data[FILLING] = filling(large.megabytes ?? DEFAULT_MEGABYTES);
      } else if (FILLING in data) {
        delete data[FILLING];
      }
    },
    async awake() {
      while (silence) await silence.over;
    },
  };
}

export function unknown(operation: string): string {
  return `Unknown operation for a fault: ${operation}. Known operations: ${OPERATIONS.join(', ')}.`;
}

function raised(operation: string, message = 'a simulated fault'): PythonError {
  return pythonError('RuntimeError', message, operation);
}
