/** A metric, as `docs/metrics.md` describes it. */
export interface Definition {
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** As Prometheus knows it. */
  readonly name: string;
  /** What one unit of its value is: `seconds`, `bytes`, or what is counted. */
  readonly unit: string;
  readonly labels: readonly string[];
  readonly help: string;
  /** Of a histogram: the upper bounds of its buckets. */
  readonly buckets?: readonly number[];
}

/** From a millisecond to ten seconds: answers of agents and of the store. */
const ANSWERS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** From a second to a day. */
const DURATIONS = [1, 5, 10, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 21_600, 86_400];
/** From ten milliseconds to minutes. */
const DELAYS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300];

/** Every metric of `/metrics`. */
export const DEFINITIONS = {
  slots: {
    ...{ type: 'gauge', name: 'multismurf_slots', unit: 'slots', labels: ['health'] },
    help: 'Known slots by health: OK, WARNING or CRITICAL.',
  },
  slotsExpired: {
    ...{ type: 'gauge', name: 'multismurf_slots_expired', unit: 'slots', labels: [] },
    help: 'Slots that have sent no heartbeat within --expire-time.',
  },
  slotsOutOfService: {
    ...{ type: 'gauge', name: 'multismurf_slots_out_of_service', unit: 'slots', labels: [] },
    help: 'Slots that a user has marked as out of service.',
  },
  outcomesUnacknowledged: {
    ...{ type: 'gauge', name: 'multismurf_outcomes_unacknowledged', unit: 'outcomes', labels: [] },
    help: 'Unknown outcomes of slots that nobody has acknowledged yet.',
  },
  problems: {
    ...{ type: 'gauge', name: 'multismurf_problems', unit: 'problems', labels: ['code'] },
    help: 'Problems of all slots and of the server, by the code of the problem.',
  },
  slotProblem: {
    type: 'gauge',
    ...{ name: 'multismurf_slot_problem', unit: 'problems' },
    labels: ['slot', 'instance_id', 'code', 'out_of_service'],
    help: 'The problems that a slot has now, by their code. Absent for a slot without problems. Shows 1000 slots at most.',
  },
  slotLost: {
    type: 'gauge',
    ...{ name: 'multismurf_slot_lost', unit: '1', labels: ['slot', 'instance_id', 'operation'] },
    help: '1 while a slot of an open run is LOST, otherwise absent. Shows 1000 slots at most.',
  },
  runsOpen: {
    ...{ type: 'gauge', name: 'multismurf_runs_open', unit: 'runs', labels: ['state'] },
    help: 'Open runs of this server: running, held (an unknown outcome holds the run) or paused.',
  },
  runSlotsOpen: {
    ...{ type: 'gauge', name: 'multismurf_run_slots_open', unit: 'slots', labels: ['status'] },
    help: 'Slots of the open runs of this server, by their status in the run.',
  },
  runsEnded: {
    type: 'counter',
    ...{ name: 'multismurf_runs_ended_total', unit: 'runs', labels: ['operation', 'action', 'outcome'] },
    help: 'Runs of this server that have ended: SUCCEEDED, FAILED or CANCELLED.',
  },
  runSlotsEnded: {
    type: 'counter',
    ...{
      name: 'multismurf_run_slots_ended_total',
      unit: 'slots',
      labels: ['operation', 'action', 'outcome'],
    },
    help: 'Slots of the ended runs of this server, by their outcome, such as SUCCEEDED, FAILED, LOST or TIMED_OUT.',
  },
  runDuration: {
    type: 'histogram',
    ...{
      name: 'multismurf_run_duration_seconds',
      unit: 'seconds',
      labels: ['operation'],
      buckets: DURATIONS,
    },
    help: 'Time from the request to the end of a run with the action RUN.',
  },
  startSkew: {
    type: 'histogram',
    ...{ name: 'multismurf_run_start_skew_seconds', unit: 'seconds', labels: [], buckets: DELAYS },
    help: 'Time from the first to the last start of a run on several slots at once, by the clocks of the agents.',
  },
  endKnown: {
    type: 'histogram',
    ...{ name: 'multismurf_run_slot_end_known_seconds', unit: 'seconds', labels: [], buckets: DELAYS },
    help: 'Time from the end of a session (clock of the agent) to the time when the server knew it (clock of the server).',
  },
  calls: {
    ...{ type: 'counter', name: 'multismurf_agent_calls_total', unit: 'calls', labels: ['method', 'result'] },
    help: 'Calls to agents: ok, refused (the agent said no), timeout (of a wait), not-sent, rejected (by the router), unanswered or unreadable.',
  },
  callDuration: {
    type: 'histogram',
    ...{ name: 'multismurf_agent_call_duration_seconds', unit: 'seconds', labels: ['method'] },
    help: 'Time from a call to an agent to its answer or its failure.',
    buckets: ANSWERS,
  },
  linkUp: {
    ...{ type: 'gauge', name: 'multismurf_link_up', unit: '1', labels: [] },
    help: '1 while the server is connected to the router, otherwise 0.',
  },
  reconnects: {
    ...{ type: 'counter', name: 'multismurf_link_reconnects_total', unit: 'connections', labels: [] },
    help: 'Connections to the router after the first one.',
  },
  standing: {
    ...{ type: 'gauge', name: 'multismurf_standing', unit: '1', labels: ['standing'] },
    help: 'Which server has the OCS address: 1 for the current state of this server, 0 for the other states. leader: it has the address; standby: another server has it; asking: it waits for the answer of the router.',
  },
  ready: {
    ...{ type: 'gauge', name: 'multismurf_ready', unit: '1', labels: [] },
    help: '1 while /health/ready answers 200, otherwise 0.',
  },
  degraded: {
    ...{ type: 'gauge', name: 'multismurf_degraded_parts', unit: 'parts', labels: [] },
    help: 'Parts that do not work although the server works: the length of "degraded" in /health/ready.',
  },
  subscriptionsOpen: {
    ...{ type: 'gauge', name: 'multismurf_subscriptions_open', unit: 'subscriptions', labels: [] },
    help: 'Open subscriptions of all clients.',
  },
  subscriptionsStarted: {
    ...{ type: 'counter', name: 'multismurf_subscriptions_started_total', unit: 'subscriptions', labels: [] },
    help: 'Subscriptions that have begun.',
  },
  subscriptionsEnded: {
    type: 'counter',
    ...{ name: 'multismurf_subscriptions_ended_total', unit: 'subscriptions', labels: ['reason'] },
    help: 'Subscriptions that have ended: completed (nothing more can come), left (by the client), slow (the client did not read), silent (it did not answer pings), rights (those of the client changed) or failed.',
  },
  events: {
    ...{ type: 'counter', name: 'multismurf_subscription_events_total', unit: 'events', labels: ['result'] },
    help: 'Events of subscriptions: delivered, merged (replaced by a newer one before the client read it) or dropped (a gap stands for it).',
  },
  operations: {
    type: 'counter',
    ...{ name: 'multismurf_graphql_operations_total', unit: 'operations' },
    labels: ['type', 'operation', 'code'],
    help: 'GraphQL operations by type, name and code of the first error (OK without errors). Names after the first 50 count as "other".',
  },
  storeDuration: {
    type: 'histogram',
    ...{
      name: 'multismurf_store_call_duration_seconds',
      unit: 'seconds',
      labels: ['call'],
      buckets: ANSWERS,
    },
    help: 'Time from a call of the store of the runs to its end, by the name of the call.',
  },
  storeFailures: {
    ...{ type: 'counter', name: 'multismurf_store_call_failures_total', unit: 'calls', labels: ['call'] },
    help: 'Calls of the store of the runs that failed.',
  },
  storeSize: {
    ...{ type: 'gauge', name: 'multismurf_store_size_bytes', unit: 'bytes', labels: [] },
    help: 'Size of the database of the runs. Absent if they are kept in memory, or if the size cannot be read.',
  },
  storeFailing: {
    ...{ type: 'gauge', name: 'multismurf_store_failing', unit: '1', labels: [] },
    help: '1 while runs cannot be stored, otherwise 0.',
  },
  storeVolatile: {
    ...{ type: 'gauge', name: 'multismurf_store_volatile', unit: '1', labels: [] },
    help: '1 if runs are kept in memory only and are lost when the server stops, otherwise 0.',
  },
  loopDelay: {
    ...{ type: 'gauge', name: 'multismurf_event_loop_delay_seconds', unit: 'seconds', labels: ['quantile'] },
    help: 'How late the event loop was since the last read of /metrics: the quantiles 0.5, 0.99 and 1.',
  },
  build: {
    ...{ type: 'gauge', name: 'multismurf_build_info', unit: '1', labels: ['version', 'node'] },
    help: 'Always 1; the labels are the versions of MultiSmurf and of Node.',
  },
  cpu: {
    ...{ type: 'counter', name: 'process_cpu_seconds_total', unit: 'seconds', labels: [] },
    help: 'Processor time of the process.',
  },
  resident: {
    ...{ type: 'gauge', name: 'process_resident_memory_bytes', unit: 'bytes', labels: [] },
    help: 'Memory of the process.',
  },
  heap: {
    ...{ type: 'gauge', name: 'nodejs_heap_size_used_bytes', unit: 'bytes', labels: [] },
    help: 'Used heap of V8.',
  },
  openFiles: {
    ...{ type: 'gauge', name: 'process_open_fds', unit: 'files', labels: [] },
    help: 'Open files and sockets of the process. Only on Linux.',
  },
  startTime: {
    ...{ type: 'gauge', name: 'process_start_time_seconds', unit: 'seconds', labels: [] },
    help: 'Start of the process, as UNIX time.',
  },
} as const satisfies Readonly<Record<string, Definition>>;
