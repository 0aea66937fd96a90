const SESSION = `{
  id sessionId operation opCode status success degraded startTime endTime refreshedAt evicted data
  messages(last: 3) { time text }
}`;

/** A query for all data of slots, the network and the last runs. */
export const EVERYTHING = `{
  network { id connected reason router realm site since agentAddress agentRegistered }
  operations { id name type docstring instances { id } }
  smurfInstances {
    __typename id instanceId address streamId agentClass hostname pid simulated expired lastRefresh agentStarted
    accessControlled health
    operations {
      id name type opCode blocking abortable docstring minPrivs
      parameters { id name default type description }
      session ${SESSION}
    }
    feeds { id name lastTime }
    sessions ${SESSION}
    state {
      id aggTime downsampleFactor lastUpdate numActiveChannels pysmurfAction stale streamTag streaming
    }
    problems { id code message operation severity since }
    outOfService { id reason by since }
    currentRuns { id }
  }
  runs(first: 2) {
    nodes {
      id action operation params result status success summary skipped { id code reason }
      slots { id instanceId streamId status reason detail inferred sentAt startTime endTime session ${SESSION} }
    }
  }
}`;
