import type { GraphiQLTab } from './graphiql.js';

/** What stands where a stream id belongs while none may be shown. */
const UNKNOWN = 'STREAM_ID';

/**
 * What GraphiQL offers on a first visit: the three things that people come for, with the first two of these slots
 * as examples. The README shows the same.
 */
export function starterTabs(streamIds: readonly string[]): readonly GraphiQLTab[] {
  const named = streamIds.length > 0 ? streamIds.slice(0, 2) : [UNKNOWN];
  return [LIST_SLOTS, takeNoise(named), WATCH_SESSIONS];
}

const LIST_SLOTS: GraphiQLTab = {
  query: `# Which slots are there, and how are they?
query ListSlots {
  smurfInstances {
    instanceId
    streamId
    expired
    health
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
};

function takeNoise(streamIds: readonly string[]): GraphiQLTab {
  return {
    query: `# Take noise on these slots. Leave streamIds out to command all that are alive.
mutation TakeNoise {
  runOperation(
    operation: "take_noise"
    streamIds: ${JSON.stringify(streamIds).replaceAll('","', '", "')}
    params: { duration: 5 }
    waitSeconds: 60
  ) {
    status
    success
    slots {
      streamId
      status
      reason
      session {
        data(path: "/quantiles/white_noise_level/values")
      }
    }
  }
}
`,
  };
}

const WATCH_SESSIONS: GraphiQLTab = {
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
};
