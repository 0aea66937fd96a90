import { CombinedGraphQLErrors } from '@apollo/client';
import { lastValueFrom } from 'rxjs';
import { FollowRunDocument, SlotInDetailDocument, TakeNoiseDocument } from '../generated/graphql.js';
import { connect } from './apollo-client.js';
import { type Slot, watchLiveSlots } from './live-slots.js';

/**
 * Lists the slots, takes noise on the named slots or on all, and shows the progress of each.
 *
 *     node dist/examples/apollo.js [URL] [STREAM_ID...]
 *
 * If the server requires a token, set the environment variable MULTISMURF_AUTH_TOKEN.
 */
const DEFAULT_URL = 'http://127.0.0.1:4000/graphql';
const PARAMS = { duration: 5 };

const [first, ...others] = process.argv.slice(2);
const hasUrl = first?.startsWith('http') ?? false;
const url = hasUrl ? (first ?? DEFAULT_URL) : DEFAULT_URL;
const streamIds = hasUrl ? others : process.argv.slice(2);

const token = process.env['MULTISMURF_AUTH_TOKEN'];
const { client, close } = connect(url, token === undefined ? {} : { token });
try {
  process.exitCode = (await takeNoise()) ? 0 : 1;
} catch (error) {
  say(explain(error));
  process.exitCode = 1;
} finally {
  await close();
}

/** True if every slot succeeded. */
async function takeNoise(): Promise<boolean> {
  const shown = new Map<string, string>();
  const leave = await watchLiveSlots(client, {
    onChange(slots) {
      if (shown.size === 0) say(`${slots.length} slots on the network:`);
      for (const slot of slots) {
        const line = describe(slot);
        if (shown.get(slot.id) !== line) say(`  ${line}`);
        shown.set(slot.id, line);
      }
    },
    onError: (error) => say(`The list of slots is no longer live: ${explain(error)}`),
  });
  try {
    const variables = { params: PARAMS, ...(streamIds.length > 0 && { streamIds }) };
    const { data: started } = await client.mutate({ mutation: TakeNoiseDocument, variables });
    if (!started) throw new Error('The server answered without a run.');
    const { id, slots } = started.runOperation;
    say(`Taking noise on ${slots.map(nameOf).join(', ')}:`);

    // Completes when the run has ended. Until then, the list of slots prints the lines.
    const { data: ended, error } = await lastValueFrom(
      client.subscribe({ query: FollowRunDocument, variables: { id } }),
    );
    // The subscription reconnects by itself, but a restarted server may not know the run.
    if (!ended) throw new Error(`Run ${id} can no longer be followed; its slots continue`, { cause: error });
    const run = ended.runUpdates;
    if (run.success === null) throw new Error(`The connection was lost. Run ${id} continues`);
    say(run.success ? 'Every slot succeeded:' : 'Not every slot succeeded:');
    for (const slot of run.slots) {
      say(`  ${nameOf(slot).padEnd(10)} ${slot.status} ${slot.reason ?? (await noiseOf(slot.instanceId))}`);
    }
    return run.success === true;
  } finally {
    leave();
  }
}

/** The quantiles of the white noise level in one line. */
async function noiseOf(id: string): Promise<string> {
  const { data } = await client.query({ query: SlotInDetailDocument, variables: { id } });
  const levels = data?.smurfInstance?.operations?.[0]?.session?.whiteNoise;
  if (!Array.isArray(levels)) return 'without results';
  const words = levels.map((level) => (typeof level === 'number' ? level.toFixed(1) : '-'));
  return `white noise at 10, 25, 50, 75 and 90 %: ${words.join(' ')} pA/rtHz`;
}

function describe(slot: Slot): string {
  const { expired, state, operations, problems } = slot;
  const session = operations?.[0]?.session;
  const words = [
    nameOf(slot).padEnd(10),
    slot.instanceId,
    expired ? 'expired' : `${state?.numActiveChannels ?? '?'} channels`,
    `take_noise: ${session ? howItGoes(session) : 'never'}`,
    ...problems.map(({ message }) => message),
  ];
  return words.join('  ');
}

function howItGoes({ status, success }: { status: string; success: boolean | null }): string {
  if (status !== 'DONE') return status.toLowerCase();
  return success ? 'done' : 'failed';
}

function nameOf({ streamId, instanceId }: { streamId: string | null; instanceId: string }): string {
  return streamId ?? instanceId;
}

function explain(error: unknown): string {
  if (CombinedGraphQLErrors.is(error)) return error.errors.map(({ message }) => message).join('\n');
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  const why = cause instanceof Error ? `: ${explain(cause)}` : '';
  // `fetch` throws a TypeError if the server cannot be reached.
  const advice = error instanceof TypeError ? ` (${url}; \`npm start\` starts a demo server)` : '';
  return `${message}${why}${advice}`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
