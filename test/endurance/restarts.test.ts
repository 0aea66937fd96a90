import { describe, it } from 'node:test';
import { comeBack } from '../examples/returning-clients.js';

describe('graphql-ws, Apollo and graphql-sse come back by themselves', { concurrency: true }, () => {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    it(`when a server is gone for two minutes after ${signal}`, (t) =>
      comeBack(t, { signal, downMs: [120_000] }));
  }
});
