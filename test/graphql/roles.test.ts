import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
} from 'graphql';
import { hasRole, ROLES, type Role, type Viewer } from '../../src/auth/viewer.js';
import type { Core } from '../../src/core/core.js';
import { schema } from '../../src/graphql/schema.js';
import { inProcess } from './in-process.js';

/** The role that each field of the root types needs. A new field must be added here. */
const FIELDS: Readonly<Record<string, Readonly<Record<Role, readonly string[]>>>> = {
  Query: {
    viewer: [
      ...[
        'smurfInstances',
        'smurfInstance',
        'run',
        'runs',
        'latestResults',
        'planRun',
        'operations',
        'network',
      ],
      ...['groups', 'presets', 'node', 'viewer', 'errorCodes'],
    ],
    operator: [],
    administrator: ['auditLog'],
  },
  Mutation: {
    viewer: [],
    operator: [
      ...[
        'runOperation',
        'retryRun',
        'stopOperation',
        'abortOperation',
        'cancelRun',
        'pauseRun',
        'resumeRun',
      ],
      ...['annotateRun', 'stopAll', 'acknowledge'],
    ],
    administrator: ['setOutOfService', 'setInService', 'forgetInstance'],
  },
  Subscription: {
    viewer: ['smurfInstances', 'sessionUpdates', 'runs', 'runUpdates', 'network', 'feed'],
    operator: [],
    administrator: [],
  },
};

/** A core whose parts nobody may use. */
const UNREACHED = new Proxy({} as Core, {
  get: (_core, part) =>
    new Proxy(
      {},
      {
        get(_target, name) {
          throw new Error(`core.${String(part)}.${String(name)} was used`);
        },
      },
    ),
});

const user = (role: Role): Viewer => ({ name: 'anna', role, operations: null, slots: null });

function value(type: GraphQLInputType): string {
  if (isNonNullType(type)) return value(type.ofType);
  if (isListType(type)) return `[${value(type.ofType)}]`;
  return '"x"';
}

/** The shortest document that executes the field. */
function documentOf(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): string {
  const args = field.args.filter(isRequiredArgument).map((arg) => `${arg.name}: ${value(arg.type)}`);
  const shown = args.length > 0 ? `(${args.join(', ')})` : '';
  const selection = String(field.type).replace(/[[\]!]/g, '') === 'Boolean' ? '' : ' { __typename }';
  return `${type.name.toLowerCase()} { ${field.name}${shown}${selection} }`;
}

const fields = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap(
  (type) => (type ? Object.values(type.getFields()).map((field) => ({ type, field })) : []),
);

describe('each field of the root types', () => {
  it('is listed here with its role', () => {
    const listed = Object.values(FIELDS).flatMap((roles) => Object.values(roles).flat());
    assert.deepEqual(fields.map(({ field }) => field.name).toSorted(), listed.toSorted());
  });

  for (const { type, field } of fields) {
    const needed = ROLES.find((role) => FIELDS[type.name]?.[role].includes(field.name)) ?? 'administrator';

    it(`${type.name}.${field.name} says in its description that it requires the role ${needed}`, () => {
      assert.match(field.description ?? '', new RegExp(`\\. Requires the role ${needed}\\.$`));
    });

    for (const role of ROLES.filter((one) => !hasRole(user(one), needed))) {
      it(`${type.name}.${field.name} is refused to a user with the role ${role}, before anything is read`, async () => {
        const { rejection } = inProcess(UNREACHED, user(role));
        const { code, message, details } = await rejection(documentOf(type, field));
        assert.equal(code, 'FORBIDDEN');
        assert.equal(message, `${field.name} requires the role ${needed}, but anna has the role ${role}.`);
        assert.deepEqual(details, { requiredRole: needed, role });
      });
    }
  }
});

it('a user sees who they are and what they may do', async () => {
  const anna: Viewer = { name: 'anna', role: 'operator', operations: ['take_iv'], slots: ['tube1'] };
  const { ask } = inProcess(UNREACHED, anna);
  assert.deepEqual(await ask('{ viewer { name role operations slots } }'), {
    viewer: { ...anna, role: 'OPERATOR' },
  });
});
