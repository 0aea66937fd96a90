import type { GraphiQLTab } from './graphiql.js';

/** Placeholder for a stream id, if none may be shown. */
const UNKNOWN = 'STREAM_ID';

/**
 * The tabs of GraphiQL on a first visit: the three most common tasks, with the first two of these slots as examples.
 * The README shows the same documents.
 */
export function starterTabs(streamIds: readonly string[]): readonly GraphiQLTab[] {
  const named = streamIds.length > 0 ? streamIds.slice(0, 2) : [UNKNOWN];
  return [LIST_SLOTS, takeNoise(named), WATCH_SESSIONS];
}

const LIST_SLOTS: GraphiQLTab = {
  query: `# List all slots and their state.
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
    query: `# Take noise on these slots. Omit streamIds to command all slots that can be commanded.
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
  query: `# Watch sessions live. Press the button again to stop.
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
