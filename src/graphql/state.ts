import type { Slot } from '../core/slots/slot.js';
import { isActive, sessionData } from '../ocs/protocol.js';
import { builder } from './builder.js';
import { idOf, NodeRef } from './node.js';
import { toDateOrNull } from './session.js';

type Data = Readonly<Record<string, unknown>>;

function data(slot: Slot, operation: string): Data {
  const record = slot.sessions.get(operation);
  return record ? sessionData(record.session) : {};
}

const checkState = (slot: Slot) => data(slot, 'check_state');

const asNumber = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : null);
/** What GraphQL's Int can carry; another number would be an error in the answer. */
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
    'What `check_state` and `stream` report of a slot, typed. A field is null until its operation has reported it.',
  fields: (t) => ({
    id: t.id({
      description: 'The same for the same slot.',
      resolve: ({ address }, _args, { core }) => idOf(core, 'SmurfState', address),
    }),
    numActiveChannels: t.int({
      nullable: true,
      description: 'The number of channels with tones.',
      resolve: (slot) => asInt(checkState(slot)['num_active_channels']),
    }),
    openG3Stream: t.boolean({
      nullable: true,
      description: 'Whether data are written to a G3 stream, by the register of the slot.',
      resolve: (slot) => asBoolean(checkState(slot)['open_g3stream']),
    }),
    streaming: t.boolean({
      nullable: true,
      description:
        'Whether data flow. False if `stream` does not run; while it runs this is its `stream_on`, and null ' +
        'if its agent does not report that.',
      resolve: isStreaming,
    }),
    streamTag: t.string({
      nullable: true,
      description: 'The tags of the current G3 stream.',
      resolve: (slot) => asString(checkState(slot)['stream_tag']),
    }),
    pysmurfAction: t.string({
      nullable: true,
      description: 'What pysmurf is doing.',
      resolve: (slot) => asString(checkState(slot)['pysmurf_action']),
    }),
    downsampleFactor: t.int({
      nullable: true,
      description: 'How many samples are averaged into one of the data stream.',
      resolve: (slot) => asInt(checkState(slot)['downsample_factor']),
    }),
    aggTime: t.float({
      nullable: true,
      description: 'How long a G3 frame collects data, in seconds.',
      resolve: (slot) => asNumber(checkState(slot)['agg_time']),
    }),
    lastUpdate: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When `check_state` last read the slot.',
      resolve: (slot) => toDateOrNull(lastUpdate(slot)),
    }),
    stale: t.boolean({
      description:
        'True when these values are old: `check_state` does not run, or has missed three readings (30 s).',
      resolve: ({ staleSince }) => staleSince !== null,
    }),
  }),
});
