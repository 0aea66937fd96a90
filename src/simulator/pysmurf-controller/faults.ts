/** What the code of an operation raised: told in the session, and no end of the agent. */
export class SimulatedFault extends Error {
  override readonly name = 'SimulatedFault';
}

/** What goes wrong on purpose. */
export interface Faults {
  /** The next session of the operation raises half way; `traceback` is what Python would print of it. */
  failNext(operation: string, traceback: string): void;
  /** The traceback that is due for this session, once. */
  take(operation: string): string | undefined;
}

export function createFaults(): Faults {
  const due = new Map<string, string>();
  return {
    failNext: (operation, traceback) => void due.set(operation, traceback),
    take(operation) {
      const traceback = due.get(operation);
      due.delete(operation);
      return traceback;
    },
  };
}
