import type { AuditRecord } from '../core/audit/audit-record.js';
import type { AuditFilter } from '../core/audit/audit-store.js';
import { builder } from './builder.js';
import { connectionOf, pageArgs, pageRequest } from './connection.js';
import { idOf } from './node.js';
import { ViaEnum } from './run.js';

const AuditRecordRef = builder.objectRef<AuditRecord>('AuditRecord').implement({
  description:
    'A request of a client: a mutation, or a start, stop or abort through the OCS agent. Rejected ' +
    'requests of one client within an hour share one record if they are the same in everything except ' +
    'time and summary.',
  fields: (t) => ({
    id: t.id({
      description: 'Globally unique. Do not parse it.',
      resolve: ({ id }, _args, { core }) => idOf(core, 'AuditRecord', id),
    }),
    firstTime: t.field({
      type: 'DateTime',
      description: 'Time of the first request.',
      resolve: ({ firstTime }) => firstTime,
    }),
    lastTime: t.field({
      type: 'DateTime',
      description: 'Time of the last request. Differs from `firstTime` only if `count` is more than 1.',
      resolve: ({ lastTime }) => lastTime,
    }),
    count: t.exposeInt('count', {
      description: 'How many requests the record stands for. More than 1 only for rejected requests.',
    }),
    who: t.exposeString('who', {
      nullable: true,
      description:
        'The name of the user; null if it is unknown. A request through the OCS agent contains no user ' +
        'name.',
    }),
    isVerified: t.exposeBoolean('isVerified', {
      description: 'True if the client has proved this name, with a token.',
    }),
    via: t.expose('via', { type: ViaEnum, description: 'The interface.' }),
    address: t.exposeString('address', {
      nullable: true,
      description:
        'The address of the client, or of the proxy between the client and this server. Null if OCS does ' +
        'not report it.',
    }),
    action: t.exposeString('action', {
      description:
        'The name of the mutation, or the OCS action with the operation, such as "start take_iv". "HTTP ' +
        'request" or "WebSocket" means that the request was rejected before it was read. "others": after ' +
        'too many different rejected requests within an hour, all further rejected requests of this hour ' +
        'share one record with this action.',
    }),
    summary: t.exposeString('summary', {
      nullable: true,
      description:
        'The operation, slots or run that the last request concerns. Null if it concerns none of these.',
    }),
    outcome: t.exposeString('outcome', {
      description:
        'OK, or the code of the error (see ErrorCode). A command through the OCS agent is OK or ' +
        'REJECTED. OK does not mean that an operation has succeeded: see the run.',
    }),
  }),
});

const AuditConnectionRef = connectionOf('Audit', AuditRecordRef, {
  edge: 'A record in the audit log.',
  page: 'A page of the audit log, newest first.',
  one: 'record',
  many: 'records',
});

const AuditFilterInput = builder.inputType('AuditFilter', {
  description: 'Selects records that match all given fields.',
  fields: (t) => ({
    who: t.string({ description: 'Only records of this user.' }),
    via: t.field({ type: ViaEnum, description: 'Only records of this interface.' }),
    address: t.string({ description: 'Only records of this address.' }),
    action: t.string({ description: 'Only this action, such as "stopAll" or "start take_iv".' }),
    outcome: t.string({ description: 'Only records with this outcome.' }),
    rejected: t.boolean({ description: 'True: only rejected requests. False: only those that were not.' }),
    since: t.field({ type: 'DateTime', description: 'Only requests from this time or later.' }),
    until: t.field({ type: 'DateTime', description: 'Only requests from before this time.' }),
  }),
});

function toFilter(input: typeof AuditFilterInput.$inferInput | null | undefined): AuditFilter {
  return Object.fromEntries(Object.entries(input ?? {}).filter(([, value]) => value != null));
}

builder.queryField('auditLog', (t) =>
  t.field({
    type: AuditConnectionRef,
    authScopes: { administrator: true },
    description:
      'The requests of all clients, newest first: every mutation, and every start, stop and abort ' +
      'through the OCS agent. A record is stored a moment after the request is answered.',
    args: {
      ...pageArgs('records'),
      filter: t.arg({
        type: AuditFilterInput,
        description: 'Only records that match. Defaults to all records.',
      }),
    },
    resolve: async (_root, { filter, ...page }, { core }) => {
      const { records: nodes, ...place } = await core.audit.list(toFilter(filter), pageRequest(page));
      return { nodes, ...place };
    },
  }),
);
