import type { ManagedSmurfInstance } from '../core/instance.js';
import { sessionData } from '../ocs/protocol.js';
import { builder } from './builder.js';
import { toDate } from './session.js';

type Data = Readonly<Record<string, unknown>>;

function data(instance: ManagedSmurfInstance, operation: string): Data {
  const record = instance.sessions.get(operation);
  return record ? sessionData(record.session) : {};
}

const checkState = (instance: ManagedSmurfInstance) => data(instance, 'check_state');

const asNumber = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : null);
const asInt = (value: unknown) => (Number.isInteger(value) ? (value as number) : null);
const asString = (value: unknown) => (typeof value === 'string' ? value : null);
/** EPICS tells booleans as 0 and 1. */
const asBoolean = (value: unknown) =>
  typeof value === 'boolean' || typeof value === 'number' ? Boolean(value) : null;

/** When `check_state` last read the hardware, in UNIX seconds. */
const lastUpdate = (instance: ManagedSmurfInstance) => asNumber(checkState(instance)['last_update']);

export const SmurfStateRef = builder.objectRef<ManagedSmurfInstance>('SmurfState').implement({
  description:
    'What `check_state` and `stream` tell of a slot, typed. A field is null while its operation has not told it.',
  fields: (t) => ({
    id: t.id({ description: "The slot's address and /state.", resolve: ({ address }) => `${address}/state` }),
    numActiveChannels: t.int({
      nullable: true,
      description: 'Number of channels that put out tones.',
      resolve: (instance) => asInt(checkState(instance)['num_active_channels']),
    }),
    openG3Stream: t.boolean({
      nullable: true,
      description: 'Whether data goes to a G3 stream, by the register of the slot.',
      resolve: (instance) => asBoolean(checkState(instance)['open_g3stream']),
    }),
    streaming: t.boolean({
      nullable: true,
      description: 'Whether the operation `stream` has data flowing (its `stream_on`).',
      resolve: (instance) => asBoolean(data(instance, 'stream')['stream_on']),
    }),
    streamTag: t.string({
      nullable: true,
      description: 'Tags of the current G3 stream.',
      resolve: (instance) => asString(checkState(instance)['stream_tag']),
    }),
    pysmurfAction: t.string({
      nullable: true,
      description: 'What pysmurf is doing.',
      resolve: (instance) => asString(checkState(instance)['pysmurf_action']),
    }),
    downsampleFactor: t.int({
      nullable: true,
      description: 'How many samples become one in the data stream.',
      resolve: (instance) => asInt(checkState(instance)['downsample_factor']),
    }),
    aggTime: t.float({
      nullable: true,
      description: 'How long a G3 frame collects data, in seconds.',
      resolve: (instance) => asNumber(checkState(instance)['agg_time']),
    }),
    lastUpdate: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When `check_state` last read the slot.',
      resolve: (instance) => {
        const seconds = lastUpdate(instance);
        return seconds === null ? null : toDate(seconds);
      },
    }),
    stale: t.boolean({
      description:
        'True when these values are old: `check_state` does not run, or has not read the slot for 30 s.',
      resolve: ({ stateStale }) => stateStale,
    }),
  }),
});
