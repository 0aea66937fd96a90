import type { Slot } from '../core/slots/slot.js';
import { toDateOrNull } from '../lib/unix-time.js';
import { isActive, sessionData } from '../ocs/protocol.js';
import { builder } from './builder.js';
import { idOf, NodeRef } from './node.js';

type Data = Readonly<Record<string, unknown>>;

function data(slot: Slot, operation: string): Data {
  const record = slot.sessions.get(operation);
  return record ? sessionData(record.session) : {};
}

const checkState = (slot: Slot) => data(slot, 'check_state');

const asNumber = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : null);
/** Null for a number outside the range of GraphQL's Int, which would cause an error in the answer. */
const asInt = (value: unknown) => (typeof value === 'number' && value === (value | 0) ? value : null);
const asString = (value: unknown) => (typeof value === 'string' ? value : null);
/** EPICS reports booleans as 0 and 1. */
const asBoolean = (value: unknown) =>
  typeof value === 'boolean' || typeof value === 'number' ? Boolean(value) : null;

function isStreaming(slot: Slot): boolean | null {
  const record = slot.sessions.get('stream');
  if (record && !record.evicted) {
    return record.session.status === 'done' ? false : asBoolean(sessionData(record.session)['stream_on']);
  }
  const code = slot.opCodes.get('stream');
  return code === undefined || isActive(code) ? null : false;
}

/** When `check_state` last read the hardware, in UNIX seconds. */
const lastUpdate = (slot: Slot) => asNumber(checkState(slot)['last_update']);

export const SmurfStateRef = builder.objectRef<Slot>('SmurfState').implement({
  interfaces: [NodeRef],
  description:
    'The state of a slot, as typed fields, from the sessions of `check_state` and `stream`. A field is null until ' +
    'it has been reported.',
  fields: (t) => ({
    id: t.id({
      description: 'Stable: one id for each slot.',
      resolve: ({ address }, _args, { core }) => idOf(core, 'SmurfState', address),
    }),
    numActiveChannels: t.int({
      nullable: true,
      description: 'The number of channels with tones.',
      resolve: (slot) => asInt(checkState(slot)['num_active_channels']),
    }),
    openG3Stream: t.boolean({
      nullable: true,
      description: 'Whether the slot writes data to a G3 stream, read from its register.',
      resolve: (slot) => asBoolean(checkState(slot)['open_g3stream']),
    }),
    streaming: t.boolean({
      nullable: true,
      description:
        'Whether the slot sends data. False if `stream` is not running. Otherwise the value of `stream_on` in the ' +
        'session of `stream`, or null if the agent does not report `stream_on`.',
      resolve: isStreaming,
    }),
    streamTag: t.string({
      nullable: true,
      description: 'The tags of the current G3 stream.',
      resolve: (slot) => asString(checkState(slot)['stream_tag']),
    }),
    pysmurfAction: t.string({
      nullable: true,
      description: 'The current action of pysmurf.',
      resolve: (slot) => asString(checkState(slot)['pysmurf_action']),
    }),
    downsampleFactor: t.int({
      nullable: true,
      description: 'How many samples are averaged into one sample of the data stream.',
      resolve: (slot) => asInt(checkState(slot)['downsample_factor']),
    }),
    aggTime: t.float({
      nullable: true,
      description: 'The aggregation time of a G3 frame, in seconds.',
      resolve: (slot) => asNumber(checkState(slot)['agg_time']),
    }),
    lastUpdate: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When `check_state` last read the slot (clock of the agent).',
      resolve: (slot) => toDateOrNull(lastUpdate(slot)),
    }),
    stale: t.boolean({
      description:
        'True if these values are out of date: `check_state` is not running, or has missed three readings (30 s).',
      resolve: ({ staleSince }) => staleSince !== null,
    }),
  }),
});
