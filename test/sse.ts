import assert from 'node:assert/strict';
import type { FormattedExecutionResult } from 'graphql-ws';

/**
 * The events of an answer in the distinct connections mode of GraphQL over SSE. An answer that ends without
 * the event `complete` fails the test.
 */
export async function* readSse<Data>({
  headers,
  body,
}: Response): AsyncGenerator<FormattedExecutionResult<Data>, undefined, undefined> {
  assert.match(headers.get('content-type') ?? '', /^text\/event-stream/);
  assert.ok(body);
  let text = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    const blocks = `${text}${chunk}`.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      if (/^event: complete$/m.test(block)) return;
      const [, data] = /^data: (.+)$/m.exec(block) ?? [];
      if (data !== undefined) yield JSON.parse(data) as FormattedExecutionResult<Data>;
    }
  }
  assert.fail('The stream of events ended without the event `complete`.');
}
