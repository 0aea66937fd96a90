import { ROLES, type Role, type Viewer } from '../auth/viewer.js';
import { builder } from './builder.js';
import { DEPENDS_ON_VIEWER } from './depends-on-viewer.js';
import { idOf } from './node.js';

const DESCRIPTIONS: Record<Role, string> = {
  viewer: 'May see everything except the audit log, and command nothing.',
  operator:
    'May also start, stop and abort operations, pause, resume, cancel, retry and annotate runs, and ' +
    'acknowledge outcomes.',
  administrator:
    'May also take slots out of service, remove expired slots from the lists, and read the audit log.',
};

/** The name of a role in the API. */
const NAMES = { viewer: 'VIEWER', operator: 'OPERATOR', administrator: 'ADMINISTRATOR' } as const;

const RoleEnum = builder.enumType('Role', {
  description:
    'What a user may do. An operator has all rights of a viewer, and an administrator has all rights of an ' +
    'operator.',
  values: Object.fromEntries(
    ROLES.map((role) => [NAMES[role], { value: role, description: DESCRIPTIONS[role] }]),
  ) as { [K in (typeof NAMES)[Role]]: { value: Role; description: string } },
});

const ViewerRef = builder.objectRef<Viewer>('Viewer').implement({
  description: 'Who sends this request, and what they may do.',
  fields: (t) => ({
    id: t.id({
      description: 'Globally unique. Do not parse it.',
      resolve: ({ name }, _args, { core }) => idOf(core, 'Viewer', name ?? ''),
    }),
    name: t.exposeString('name', {
      nullable: true,
      description:
        'The name of the user. Null if the server requires no token, or if all users share one token.',
    }),
    role: t.expose('role', { type: RoleEnum, description: 'The role of the user.' }),
    operations: t.exposeStringList('operations', {
      nullable: true,
      description:
        'The operations that the user may start. Null: all that the role allows. This never limits stops.',
    }),
    slots: t.exposeStringList('slots', {
      nullable: true,
      description:
        'The stream ids, instance ids, addresses and groups of the slots on which the user may start ' +
        'operations. Null: all that the role allows. This never limits stops.',
    }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({
    type: ViewerRef,
    description: 'Who sends this request, and what they may do.',
    extensions: DEPENDS_ON_VIEWER,
    resolve: (_root, _args, { viewer }) => viewer,
  }),
);
