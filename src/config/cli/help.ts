import { ALERT_HELP } from './alert-options.js';

const FAULTS = `
Faults:
  --fault SLOT[:OPERATION]=FAULT[:VALUE][@FROM[..TO]]

  SLOT is all, or one or more names separated by commas. A name is s2, an instance id or a
  stream id. OPERATION limits a fault to one operation. FROM and TO are seconds after the
  start of the simulation; without them, the fault lasts all the time. FAULT is one of

    raise[:MESSAGE]     the operation fails half way, with a traceback (needs OPERATION)
    hang                the operation never ends and keeps the lock of the slot, so other
                        operations fail (needs OPERATION)
    crash               the agent ends, immediately or half way through OPERATION; it
                        starts again at TO
    restart[:SECONDS]   as crash, but the agent starts again after SECONDS (default 1)
    silent              the agent is paused, as after kill -STOP: it sends nothing and does
                        not answer
    late[:SECONDS]      the agent handles each request SECONDS late (default 5)
    lost-answer         the agent executes each start but does not answer it
    nan                 the numbers in feeds are NaN or Infinity
    large[:MEGABYTES]   session data of OPERATION (default check_state) are larger by
                        MEGABYTES (default 2)
    claim:STREAM-ID     the slot reports this stream id in place of its own
    bad-heartbeats      the heartbeats are malformed
    stale               check_state cannot read the hardware, and does not report that

  At run time, the OCS agent "simulator" sets and clears faults. Its tasks are
  set_fault(fault), clear_faults(slots=None) and list_faults(). FROM and TO are then seconds
  after this call. From Python: OCSClient('simulator').set_fault(fault='s2=silent@0..60').
`;

const CLIENT = `
Environment:
  MULTISMURF_SERVER          URL of the server, such as http://daq:4000
  MULTISMURF_AUTH_TOKEN      your token for the server
  MULTISMURF_USER            your name, for a server that requires no token
  MULTISMURF_OCS_PASSWORD    your OCS password, for the slots
  MULTISMURF_GRANT_PASSWORD  password of the grant, only for "multismurf run --grant NAME"

Exit codes:
  0  success
  1  at least one slot did not succeed, or the command ended while the run was still open
     (not with --detach)
  2  the request was rejected, or the command line is wrong
  3  the server does not answer
`;

/** The texts of the help before and after the list of options, for the program and for each command. */
export const HELP = {
  program: {
    description:
      'MultiSmurf commands any combination of SMuRF slots on an OCS network with one request, and shows every slot live.',
    after: `
Examples:
  multismurf demo                        try it with simulated slots, on http://127.0.0.1:4000
  multismurf serve                       join the OCS network of $OCS_CONFIG_DIR/default.yaml
  multismurf serve --help                all options, with more examples
  multismurf list                        the slots of a running server
  multismurf run take_noise all          run an operation on all slots of this server
  multismurf simulate --site-hub ws://localhost:8001/ws
                                         put simulated slots on the network of this router
`,
  },
  serve: {
    summary: 'join an OCS network and serve GraphQL',
    description:
      'Join an OCS network as the agent MultiSmurfManager, and serve GraphQL over HTTP and WebSocket. MultiSmurf finds every PysmurfController by its heartbeats: no list of slots is needed.',
    after: `
Site file:
  MultiSmurf needs a block in the site file, as every OCS agent does, under the host on which
  it runs. The arguments of the block may be any options above except --site, --site-file,
  --site-host and --instance-id. Options on the command line override them.

    hosts:
      daq-host:
        agent-instances:
          - {'agent-class': 'MultiSmurfManager', 'instance-id': 'multismurf', 'arguments': []}

Environment:
  OCS_CONFIG_DIR          directory of the site files
  OCS_PASSWORDS_FILE      passwords for agents with access control (default ~/.ocs-passwords.yaml)
  MULTISMURF_AUTH_TOKEN   token that all clients share (see --auth-token-file)
  MULTISMURF_WAMP_TICKET  ticket for the router, with --wamp-authid
  MULTISMURF_WAMP_SECRET  shared secret for the router, with --wamp-authid
  MULTISMURF_ALERT_WEBHOOK, MULTISMURF_ALERT_TOKEN
                          see --alert-webhook-file and --alert-token-file

Examples:
  With the site file of the observatory, $OCS_CONFIG_DIR/default.yaml:
    multismurf serve

  Without a site file, with only the URL of the router:
    multismurf serve --site none --site-hub ws://localhost:8001/ws

  With the block of another host, and a timeout of half an hour for take_iv:
    multismurf serve --site-file site.yaml --site-host daq-host --timeout take_iv=1800

  For clients on other machines, each with a token of its own:
    multismurf token anna --role operator --tokens tokens.yaml
    multismurf serve --host 0.0.0.0 --tokens tokens.yaml
`,
  },
  demo: {
    summary: 'try MultiSmurf with simulated slots',
    description:
      'Start a small WAMP router and simulated PysmurfControllers in this process, on loopback, and serve GraphQL for them. No real hardware is commanded.',
    after: `${FAULTS}
Environment:
  MULTISMURF_AUTH_TOKEN   token that all clients share (see --auth-token-file)
  MULTISMURF_ALERT_WEBHOOK, MULTISMURF_ALERT_TOKEN
                          see --alert-webhook-file and --alert-token-file

Examples:
  multismurf demo
  multismurf demo --slots 16 --time-scale 10 --port 4001
  multismurf demo --fault s3:take_noise=raise --fault s4=silent@30..60
`,
  },
  simulate: {
    summary: 'put simulated slots on an OCS network',
    description:
      'Put simulated PysmurfControllers on an OCS network, for tests and rehearsals with any client. Their stream ids begin with sim_, so that nobody mistakes them for real slots. The command ends with an error if another agent has the address of a simulated slot, or takes it later.',
    after: `${FAULTS}
Environment:
  OCS_CONFIG_DIR          directory of the site files
  MULTISMURF_WAMP_TICKET  ticket for the router, with --wamp-authid
  MULTISMURF_WAMP_SECRET  shared secret for the router, with --wamp-authid

Examples:
  Three slots on a router on this machine:
    multismurf simulate --site-hub ws://localhost:8001/ws

  Twelve slots in addition to the real ones on the network of the site file, ten times as fast:
    multismurf simulate --slots 12 --time-scale 10 --instance-prefix rehearsal-

  take_noise fails on s3, and s2 is silent for half a minute:
    multismurf simulate --fault s3:take_noise=raise --fault s2=silent@30..60
`,
  },
  token: {
    summary: 'make a token for a user',
    description:
      'Make a token for a user, add its hash to the file of tokens, and print the token. It is printed only once: give it to the user. Running servers with this file accept it within a few seconds.',
    after: `
To withdraw a token, remove its entry from the file. Connections that use it end within a few
seconds. An entry can also be changed there, for example its role.

Examples:
  multismurf token anna --role operator --tokens tokens.yaml
  multismurf token dashboard --tokens tokens.yaml
  multismurf token student --role operator --operation take_noise,take_iv --slot tube1 \\
    --days 30 --tokens tokens.yaml
`,
  },
  alert: ALERT_HELP,
  schema: {
    summary: 'print the GraphQL schema',
    description: 'Print the GraphQL schema (SDL) to standard output.',
    after: `
Examples:
  multismurf schema > schema.graphql
`,
  },
  list: {
    summary: 'list the slots',
    description:
      'List the slots of a running server, with what runs on them and their problems. SLOT is a stream id, an instance id or a group of slots; all means all slots.',
    after: `${CLIENT}
Examples:
  multismurf list
  multismurf list ufm_mv5 --json
`,
  },
  run: {
    summary: 'run an operation on slots',
    description:
      'Run an operation on slots, and show the progress of each slot until it ends. Interrupting the command does not stop the run. SLOT is a stream id, an instance id or a group of slots; all means all slots.',
    after: `${CLIENT}
Examples:
  multismurf run take_noise all --param duration=30
  multismurf run take_iv ufm_mv5 ufm_mv12 --max-concurrency 1 --settle 120
  multismurf run uxm_setup all --batches 1,25%,100%
  multismurf run --preset noise
`,
  },
  retry: {
    summary: 'repeat a run on the slots that did not succeed',
    description:
      'Repeat a run that has ended, with the same parameters and options, on some of its slots. Without STATUS: on the slots that did not succeed. With STATUS: only on the slots that ended with one of these statuses.',
    after: `${CLIENT}
Examples:
  multismurf runs
  multismurf retry 3499cebe-26e0-487e-a64d-daedd91510ec
  multismurf retry 3499cebe-26e0-487e-a64d-daedd91510ec FAILED NOT_STARTED
`,
  },
  stop: {
    summary: 'stop a process on slots',
    description:
      'Stop a process, such as stream, regardless of who started it. SLOT is a stream id, an instance id or a group of slots; all means all slots.',
    after: `${CLIENT}
Examples:
  multismurf stop stream all
`,
  },
  abort: {
    summary: 'abort a task on slots',
    description:
      'Abort a task on the slots whose agents can abort it. SLOT is a stream id, an instance id or a group of slots; all means all slots.',
    after: `${CLIENT}
Examples:
  multismurf abort run ufm_mv5
`,
  },
  'stop-all': {
    summary: 'stop everything on all slots',
    description:
      'Stop all operations on the slots, regardless of who started them, and report the result of each slot. Without SLOT, on all slots. SLOT is a stream id, an instance id or a group of slots; all means all slots.',
    after: `${CLIENT}
Examples:
  multismurf stop-all
  multismurf stop-all ufm_mv5
`,
  },
  cancel: {
    summary: 'cancel a run',
    description:
      'Cancel a run: no further slot is started, processes are stopped, and tasks are aborted if the agent can abort them.',
    after: `${CLIENT}
Examples:
  multismurf cancel 3499cebe-26e0-487e-a64d-daedd91510ec
`,
  },
  pause: {
    summary: 'pause a run between slots',
    description:
      'Pause a run: no further slot starts until it is resumed. Slots on which the operation already runs are not stopped.',
    after: `${CLIENT}
Examples:
  multismurf pause 3499cebe-26e0-487e-a64d-daedd91510ec
`,
  },
  resume: {
    summary: 'continue a run that is paused or held',
    description: 'Continue a run that is paused, or that is held by a slot with an unknown outcome.',
    after: `${CLIENT}
Examples:
  multismurf resume 3499cebe-26e0-487e-a64d-daedd91510ec
`,
  },
  annotate: {
    summary: 'change the note or the labels of a run',
    description: 'Change the note or the labels of a run, also after its end.',
    after: `${CLIENT}
Examples:
  multismurf annotate 3499cebe-26e0-487e-a64d-daedd91510ec --note "bad weather, do not use"
  multismurf annotate 3499cebe-26e0-487e-a64d-daedd91510ec --label calibration --label night-12
`,
  },
  watch: {
    summary: 'show the changes of all slots',
    description:
      'Show what runs on each slot, its health and its problems, and each change of them, until the command is interrupted.',
    after: `${CLIENT}
Examples:
  multismurf watch
  multismurf watch | jq .problems
`,
  },
  runs: {
    summary: 'list the last runs',
    description: 'List the last runs, newest first.',
    after: `${CLIENT}
Examples:
  multismurf runs
  multismurf runs --operation take_noise --count 50 --json
`,
  },
  results: {
    summary: 'show what an operation measured last',
    description:
      'For each slot, show the numbers that the operation measured when it last succeeded on this slot, and mark the outliers. SLOT is a stream id, an instance id or a group of slots; all means all slots.',
    after: `${CLIENT}
Examples:
  multismurf results take_noise
  multismurf results take_iv ufm_mv5
`,
  },
  presets: {
    summary: 'list the usual requests of your team',
    description:
      'List the presets that the server reads from its presets file (the option --presets of the server), and the mistakes in that file.',
    after: `${CLIENT}
Examples:
  multismurf presets
  multismurf run --preset noise
`,
  },
} as const;
