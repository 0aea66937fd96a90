/** An operation of a simulated PysmurfController, as its `get_api` describes it. */
export interface OperationKind {
  readonly type: 'task' | 'process';
  /** It takes the one lock of the slot, as nearly all of socs's do. */
  readonly locks: boolean;
  readonly abortable: boolean;
}

const task = { type: 'task', locks: true, abortable: false } as const;

/** Those of socs that the core treats in ways of their own, and a task that can be aborted, which socs lacks. */
export const OPERATIONS: Readonly<Record<string, OperationKind>> = {
  take_noise: task,
  take_iv: task,
  take_bgmap: { ...task, abortable: true },
  run: task,
  abort: { ...task, locks: false },
  zero_biases: { ...task, locks: false },
  set_biases: task,
  check_state: { type: 'process', locks: false, abortable: false },
  stream: { type: 'process', locks: true, abortable: false },
};

/** How one seed's slots behave. */
export interface SlotHabits {
  /** A start that the agent refuses, as for a parameter that it does not know. */
  readonly reject: number;
  readonly fail: number;
  /** A session that never ends: its child process died without an answer. */
  readonly hang: number;
  /** A session that ends in milliseconds, so that heartbeats may not show it. */
  readonly instant: number;
  readonly meanSeconds: number;
  /** `stream` reports when data flow; older agents do not. */
  readonly reportsState: boolean;
}

/** The answer to `get_api`. @param encoded the session of an operation, if it had one */
export function describeAgent(
  { reportsState }: Pick<SlotHabits, 'reportsState'>,
  encoded: (operation: string) => unknown,
): unknown {
  const described = (type: OperationKind['type']) =>
    Object.entries(OPERATIONS)
      .filter(([, kind]) => kind.type === type)
      .map(([operation, { abortable }]) => [
        operation,
        encoded(operation) ?? { op_name: operation, status: 'no_history' },
        {
          op_type: type,
          blocking: true,
          docstring: null,
          min_privs: 1,
          ...(type === 'task' && { abortable }),
        },
      ]);
  const feeds = ['heartbeat', ...(reportsState ? ['state_results'] : [])].map((feed) => [feed, {}]);
  return {
    ...{
      agent_class: 'PysmurfController',
      instance_hostname: 'smurf',
      instance_pid: 1,
      access_control: null,
    },
    ...{ feeds, tasks: described('task'), processes: described('process') },
  };
}
