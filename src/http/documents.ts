import type { GraphiQLTab } from './graphiql.js';

/** What GraphiQL offers on a first visit: the three things that people come for. */
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
    sessions(status: [STARTING, RUNNING, STOPPING]) {
      operation
      startTime
    }
    problems {
      message
    }
  }
}
`,
  },
  {
    query: `# Take noise on all live slots. Name some with streamIds: ["ufm_..."] to command only those.
mutation TakeNoise {
  runOperation(operation: "take_noise", params: { duration: 5 }, waitSeconds: 60) {
    id
    status
    success
    slots {
      streamId
      status
      message
      session {
        data(path: "/noise/band_medians")
      }
    }
  }
}
`,
  },
  {
    query: `# Watch every session live; press the button again to leave.
subscription WatchSessions {
  sessionUpdates(operations: ["take_noise", "stream"]) {
    instance {
      streamId
    }
    session {
      operation
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
