const FAULTS = `
Faults:
  --fault SLOT[:OPERATION]=FAULT[:VALUE][@FROM[..TO]]

  SLOT is all, or names of slots with commas between: s2, an instance id, or a stream id.
  FROM and TO are seconds from the start; without them the fault holds from the beginning to
  the end. FAULT is one of

    raise[:MESSAGE]     the operation fails half way, with a traceback (needs OPERATION)
    hang                the operation never ends and keeps the slot's lock (needs OPERATION)
    crash               the agent is gone until TO, at once or half way through OPERATION
    restart[:SECONDS]   the same, but the agent comes back by itself after SECONDS (1)
    silent              no heartbeats, no answers, no work, as after kill -STOP
    late[:SECONDS]      requests (for OPERATION) are looked at only after SECONDS (5)
    lost-answer         starts (of OPERATION) are obeyed and never answered
    nan                 feeds carry NaN and Infinity
    large[:MEGABYTES]   sessions of OPERATION (check_state) have MEGABYTES (2) more
    claim:STREAM-ID     the slot says that this is its stream id
    bad-heartbeats      heartbeats that are none of OCS's
    stale               check_state cannot read the hardware any more, and does not say so

  While it runs, the agent "simulator" has the tasks set_fault(fault), clear_faults(slots) and
  list_faults(). From Python: OCSClient('simulator').set_fault(fault='s2=silent@0..60').
`;

/** What the help of the whole program and of each command says around the list of options. */
export const HELP = {
  program: {
    description:
      'MultiSmurf commands any combination of SMuRF slots on an OCS network with one request, and shows every slot live.',
    after: `
Examples:
  multismurf demo                        try it without hardware, on http://127.0.0.1:4000
  multismurf serve                       join the observatory of $OCS_CONFIG_DIR/default.yaml
  multismurf serve --help                all that can be set, with more examples
  multismurf simulate --site-hub ws://localhost:8001/ws
                                         put simulated slots on an OCS network of yours
`,
  },
  serve: {
    summary: 'join an OCS network and serve GraphQL',
    description:
      'Join an OCS network as the agent MultiSmurfManager, and serve GraphQL over HTTP and WebSocket. Finds every PysmurfController by its heartbeat; there is no list of slots to keep.',
    after: `
Site file:
  As for every OCS agent, our block stands under the host on which we run. Its arguments may
  hold any option above but --site, --site-file, --site-host and --instance-id; the command
  line wins over them.

    hosts:
      daq-host:
        agent-instances:
          - {'agent-class': 'MultiSmurfManager', 'instance-id': 'multismurf', 'arguments': []}

Environment:
  OCS_CONFIG_DIR          directory of the site files
  MULTISMURF_AUTH_TOKEN   token that HTTP and WebSocket clients must send
  MULTISMURF_WAMP_TICKET  ticket for the router, with --wamp-authid
  MULTISMURF_WAMP_SECRET  shared secret for the router, with --wamp-authid

Examples:
  The observatory's own site file, in $OCS_CONFIG_DIR/default.yaml:
    multismurf serve

  No site file, only the address of the router:
    multismurf serve --site none --site-hub ws://localhost:8001/ws

  Another host's block, and half an hour for an IV curve:
    multismurf serve --site-file site.yaml --site-host daq-host --timeout take_iv=1800

  For the whole network, with a token:
    multismurf serve --host 0.0.0.0 --auth-token-file token.txt
`,
  },
  demo: {
    summary: 'try everything without hardware',
    description:
      'Start a small WAMP router and simulated PysmurfControllers in this process, on loopback, and serve GraphQL for them. Nothing real is commanded.',
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
      'Put simulated PysmurfControllers on any OCS network: for tests and rehearsals without hardware, with any client. Their stream ids begin with sim_, so that none is taken for a real slot. If an agent has one of their addresses already, nothing is simulated, and the command ends with an error; so it does when one comes for an address later.',
    after: `${FAULTS}
Environment:
  OCS_CONFIG_DIR          directory of the site files
  MULTISMURF_WAMP_TICKET  ticket for the router, with --wamp-authid
  MULTISMURF_WAMP_SECRET  shared secret for the router, with --wamp-authid

Examples:
  Three slots on the network of a router on this machine:
    multismurf simulate --site-hub ws://localhost:8001/ws

  Twelve beside the real ones of the site file, ten times as fast:
    multismurf simulate --slots 12 --time-scale 10 --instance-prefix rehearsal-

  One that fails, and one that falls silent for half a minute:
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
