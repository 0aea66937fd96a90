import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createTopic } from '../../src/lib/topic.js';

const unexpected = (error: unknown) => {
  throw error;
};

describe('a topic', () => {
  it('calls every listener, in the order of their subscription', () => {
    const topic = createTopic<number>(unexpected);
    const heard: string[] = [];
    topic.listen((event) => heard.push(`first ${event}`));
    topic.listen((event) => heard.push(`second ${event}`));
    topic.emit(1);
    topic.emit(2);
    assert.deepEqual(heard, ['first 1', 'second 1', 'first 2', 'second 2']);
  });

  it('does not call a listener that has left, and leaving twice does nothing', () => {
    const topic = createTopic<number>(unexpected);
    const heard: number[] = [];
    const listener = (event: number) => heard.push(event);
    const one = topic.listen(listener);
    topic.listen(listener);
    assert.equal(topic.listenerCount, 2);
    one.close();
    one.close();
    assert.equal(topic.listenerCount, 1, 'the same function listens twice, and once after one has left');
    topic.emit(1);
    assert.deepEqual(heard, [1]);
  });

  it('allows listeners to leave and to be added during a call', () => {
    const topic = createTopic<number>(unexpected);
    const heard: string[] = [];
    const once = topic.listen(() => {
      heard.push('once');
      once.close();
      topic.listen(() => heard.push('late'));
    });
    topic.listen(() => heard.push('always'));
    topic.emit(1);
    topic.emit(2);
    assert.deepEqual(heard, ['once', 'always', 'always', 'late']);
  });

  it('reports the error of a listener, and still calls the others', () => {
    const errors: unknown[] = [];
    const topic = createTopic<number>((error) => errors.push(error));
    const broken = new Error('broken');
    const heard: number[] = [];
    topic.listen(() => {
      throw broken;
    });
    topic.listen((event) => heard.push(event));
    topic.emit(1);
    assert.deepEqual([errors, heard], [[broken], [1]]);
  });
});
