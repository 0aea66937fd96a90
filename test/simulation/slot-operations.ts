import type { AgentRules } from './director/agent-rules.js';

/** An operation of a simulated PysmurfController, as its `get_api` describes it. */
export interface OperationKind {
  readonly type: 'task' | 'process';
  /** Whether it takes the lock of the slot, as nearly all operations of socs do. */
  readonly locks: boolean;
  readonly abortable: boolean;
  /** Whether it has the parameter `tag`. */
  readonly takesTag: boolean;
}

const task = { type: 'task', locks: true, abortable: false, takesTag: false } as const;
const measurement = { ...task, takesTag: true } as const;

/** The operations of socs with special rules in the core, and a task that can be aborted, which socs does not have. */
export const OPERATIONS: Readonly<Record<string, OperationKind>> = {
  take_noise: measurement,
  take_iv: measurement,
  take_bgmap: { ...measurement, abortable: true },
  run: task,
  abort: { ...task, locks: false },
  zero_biases: { ...task, locks: false },
  set_biases: task,
  check_state: { type: 'process', locks: false, abortable: false, takesTag: false },
  stream: { type: 'process', locks: true, abortable: false, takesTag: true },
};

/** The behaviour of the slots of one seed. */
export interface SlotHabits {
  /** Chance that the agent rejects a start, for example because of an unknown parameter. */
  readonly reject: number;
  readonly fail: number;
  /** Chance of a session that never ends, because its child process died without an answer. */
  readonly hang: number;
  /** Chance of a session that ends in milliseconds, so that heartbeats may not show it. */
  readonly instant: number;
  readonly meanSeconds: number;
  /** Whether `stream` reports that data flow; older agents do not report it. */
  readonly reportsState: boolean;
}

/** The answer to `get_api`. @param encoded the session of an operation, if it had one */
export function describeAgent(
  { reportsState }: Pick<SlotHabits, 'reportsState'>,
  rules: AgentRules | null,
  encoded: (operation: string) => unknown,
): unknown {
  const described = (type: OperationKind['type']) =>
    Object.entries(OPERATIONS)
      .filter(([, kind]) => kind.type === type)
      .map(([operation, { abortable, takesTag }]) => [
        operation,
        encoded(operation) ?? { op_name: operation, status: 'no_history' },
        {
          op_type: type,
          blocking: true,
          docstring: takesTag ? `${operation}(mark=None, extra=None, tag=None)` : null,
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
      access_control: rules?.shown() ?? null,
    },
    ...{ feeds, tasks: described('task'), processes: described('process') },
  };
}
