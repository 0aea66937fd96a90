import assert from 'node:assert/strict';
import { it } from 'node:test';
import { GraphQLError } from 'graphql';
import { pino } from 'pino';
import { RequestError } from '../../src/core/errors.js';
import { createErrorMask } from '../../src/http/error-mask.js';
import { endOfTurn } from '../../src/lib/clock.js';

/** What the client sees of an error, and at which level it is logged; null: not at all. */
async function shown(error: unknown) {
  let level: number | null = null;
  const write = (line: string) => {
    level = JSON.parse(line).level;
  };
  const { mask } = createErrorMask(pino({}, { write }), { bodyBytes: 1000 });
  const { message, extensions } = mask(error, 'Unexpected error.');
  await endOfTurn();
  return [message, extensions['code'], level];
}

const INFO = 30;
const ERROR = 50;

it('an error of the client is shown, and logged as information', async () => {
  assert.deepEqual(await shown(new RequestError('NOTHING_SELECTED', 'Name a slot.')), [
    ...['Name a slot.', 'NOTHING_SELECTED', INFO],
  ]);
  assert.deepEqual(await shown(new SyntaxError('Unexpected end of JSON input')), [
    ...['"variables" and "extensions" must be JSON objects.', 'BAD_REQUEST', INFO],
  ]);
  const tooLarge = new GraphQLError('Too large', { extensions: { code: 'REQUEST_ENTITY_TOO_LARGE' } });
  assert.deepEqual(await shown(tooLarge), [
    ...[
      'The body of a request may have at most 1000 bytes (--max-body-bytes).',
      'REQUEST_ENTITY_TOO_LARGE',
      INFO,
    ],
  ]);
  assert.deepEqual(await shown(new GraphQLError('Syntax Error')), ['Syntax Error', 'BAD_USER_INPUT', null]);
});

it('an invalid variable that may contain a password is shown without its value, and not logged', async () => {
  const invalid = (value: string, reason: string) =>
    new GraphQLError(`Variable "$options" got invalid value ${value} at "options.exclusive"; ${reason}`);
  assert.deepEqual(await shown(invalid('{ password: "a; b" }', 'Field "grant" was not provided.')), [
    ...['Variable "$options" got an invalid value: Field "grant" was not provided.', 'BAD_USER_INPUT', null],
  ]);
  assert.deepEqual(await shown(invalid('12345', 'String cannot represent a non string value: 12345')), [
    'Variable "$options" got an invalid value: a member of `exclusive` is not a string.',
    ...['BAD_USER_INPUT', null],
  ]);
  const other = 'Variable "$params" got invalid value 7; Expected an object.';
  assert.deepEqual(await shown(new GraphQLError(other)), [other, 'BAD_USER_INPUT', null]);
});

it('a document that overflows the stack is an error of the client', async () => {
  const overflow = (): number => overflow() + 1;
  let caught: unknown;
  try {
    overflow();
  } catch (error) {
    caught = error;
  }
  assert.deepEqual(await shown(caught), ['The document is nested too deeply.', 'BAD_REQUEST', INFO]);
});

it('any other error is hidden, and logged as an error', async () => {
  const hidden = ['Unexpected error.', 'INTERNAL_SERVER_ERROR', ERROR];
  assert.deepEqual(await shown(new Error('secret')), hidden);
  assert.deepEqual(await shown(new RangeError('Invalid array length')), hidden);
  const ofResolver = new GraphQLError('secret', { originalError: new SyntaxError('secret') });
  assert.deepEqual(await shown(ofResolver), hidden);
});
