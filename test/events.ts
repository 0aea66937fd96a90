import assert from 'node:assert/strict';
import type { FormattedExecutionResult } from 'graphql-ws';
import { within } from './until.js';

/** A subscription in the hands of a test; over whatever it comes, its events look the same. */
export interface Events<Data> {
  /** The data of the next event. An event with errors fails the test. */
  next(): Promise<Data>;
  /** The first event that fits; those before it are passed over. */
  first(fits: (data: Data) => boolean): Promise<Data>;
  /** Every event from now on, until the server completes the subscription. */
  rest(): Promise<Data[]>;
  /** What the server refuses the subscription with: GraphQL errors, or the end of the socket. */
  refusal(): Promise<unknown>;
  leave(): Promise<void>;
}

/** @param leave what ends the subscription from our side */
export function createEvents<Data>(
  source: AsyncIterator<FormattedExecutionResult<Data, unknown>>,
  leave: () => unknown = () => source.return?.(),
): Events<Data> {
  async function take(): Promise<Data | undefined> {
    const { done, value } = await within(source.next(), 'an event of a subscription');
    if (done) return undefined;
    assert.equal(value.errors, undefined);
    assert.ok(value.data);
    return value.data;
  }

  async function next(): Promise<Data> {
    const data = await take();
    assert.ok(data, 'the subscription is complete: there is no next event');
    return data;
  }

  return {
    next,
    async first(fits) {
      for (;;) {
        const data = await next();
        if (fits(data)) return data;
      }
    },
    async rest() {
      const all: Data[] = [];
      for (let data = await take(); data; data = await take()) all.push(data);
      return all;
    },
    async refusal() {
      try {
        const { value } = await within(source.next(), 'a refusal');
        assert.ok(value?.errors, `refused by nobody: ${JSON.stringify(value)}`);
        return value.errors;
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error;
        return error;
      }
    },
    async leave() {
      await leave();
    },
  };
}
