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
    after: `
Environment:
  MULTISMURF_AUTH_TOKEN   token that HTTP and WebSocket clients must send

Examples:
  multismurf demo
  multismurf demo --slots 16 --time-scale 10 --port 4001
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
