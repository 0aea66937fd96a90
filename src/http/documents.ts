import type { GraphiQLTab } from './graphiql.js';

/** What GraphiQL offers on a first visit: the three things that people come for. The README shows the same. */
export const STARTER_TABS: readonly GraphiQLTab[] = [
  {
    query: `# Which slots are there, and how are they?
query ListSlots {
  smurfInstances {
    instanceId
    streamId
    expired
    state {
      numActiveChannels
      streaming
    }
    problems {
      message
    }
  }
}
`,
  },
  {
    query: `# Take noise on two of them. Leave streamIds out to command all that are alive.
mutation TakeNoise {
  runOperation(
    operation: "take_noise"
    streamIds: ["ufm_mv5", "ufm_mv12"]
    params: { duration: 5 }
    waitSeconds: 60
  ) {
    status
    success
    slots {
      streamId
      status
      message
      session {
        data(path: "/quantiles/white_noise_level/values")
      }
    }
  }
}
`,
  },
  {
    query: `# Watch sessions live; press the button again to leave.
subscription WatchSessions {
  sessionUpdates(operations: ["take_noise"]) {
    instance {
      streamId
    }
    session {
      sessionId
      status
      success
      messages(last: 1) {
        text
      }
    }
  }
}
`,
  },
];
