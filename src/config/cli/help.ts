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
  set_fault(fault), clear_faults(slots=None) and list_faults(). From Python:
  OCSClient('simulator').set_fault(fault='s2=silent@0..60').
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
  MULTISMURF_AUTH_TOKEN   token that HTTP and WebSocket clients must send
  MULTISMURF_WAMP_TICKET  ticket for the router, with --wamp-authid
  MULTISMURF_WAMP_SECRET  shared secret for the router, with --wamp-authid

Examples:
  With the site file of the observatory, $OCS_CONFIG_DIR/default.yaml:
    multismurf serve

  Without a site file, with only the URL of the router:
    multismurf serve --site none --site-hub ws://localhost:8001/ws

  With the block of another host, and a timeout of half an hour for take_iv:
    multismurf serve --site-file site.yaml --site-host daq-host --timeout take_iv=1800

  For clients on other machines, which must send a token:
    multismurf serve --host 0.0.0.0 --auth-token-file token.txt
`,
  },
  demo: {
    summary: 'try MultiSmurf with simulated slots',
    description:
      'Start a small WAMP router and simulated PysmurfControllers in this process, on loopback, and serve GraphQL for them. No real hardware is commanded.',
    after: `${FAULTS}
Environment:
  MULTISMURF_AUTH_TOKEN   token that HTTP and WebSocket clients must send

Examples:
  multismurf demo
  multismurf demo --slots 16 --time-scale 10 --port 4001
  multismurf demo --fault s3:take_noise=raise --fault s4=silent@30..60
`,
  },
  simulate: {
    summary: 'put simulated slots on an OCS network',
    description:
      'Put simulated PysmurfControllers on an OCS network, for tests and rehearsals with any client. Their stream ids begin with sim_, so that nobody mistakes them for real slots. The command ends with an error if another agent has, or later takes, one of these addresses.',
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
  schema: {
    summary: 'print the GraphQL schema',
    description: 'Print the GraphQL schema (SDL) to standard output.',
    after: `
Examples:
  multismurf schema > schema.graphql
`,
  },
} as const;
