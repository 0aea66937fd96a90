import { describe, it } from 'node:test';
import { comeBack } from './returning-clients.js';

describe('graphql-ws, Apollo and graphql-sse come back by themselves', { concurrency: true }, () => {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    for (const downMs of [200, 5000]) {
      it(`when a server is gone for ${downMs / 1000} s after ${signal}`, (t) =>
        comeBack(t, { signal, downMs }));
    }
  }
});
