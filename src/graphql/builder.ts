import SchemaBuilder from '@pothos/core';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import { GraphQLDateTimeISO } from 'graphql-scalars';
import { hasRole, type Role } from '../auth/viewer.js';
import type { Context } from './context.js';
import { jsonScalar } from './json-scalar.js';
import { missingRole } from './roles.js';

/** The shared builder: each file of the schema adds its types to it. Fields are non-null by default. */
export const builder = new SchemaBuilder<{
  Context: Context;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date };
    JSON: { Input: unknown; Output: unknown };
    CountOrPercent: { Input: number | string; Output: number | string };
  };
  AuthScopes: Record<Role, boolean>;
  DefaultFieldNullability: false;
}>({
  defaultFieldNullability: false,
  plugins: [ScopeAuthPlugin],
  scopeAuth: {
    authorizeOnSubscribe: true,
    authScopes: ({ viewer }) => ({
      viewer: hasRole(viewer, 'viewer'),
      operator: hasRole(viewer, 'operator'),
      administrator: hasRole(viewer, 'administrator'),
    }),
    unauthorizedError: (_root, { viewer }, info) => missingRole(viewer, info),
  },
});

builder.addScalarType('DateTime', GraphQLDateTimeISO, {
  description: 'A moment in ISO 8601, such as 2026-11-22T04:05:06.789Z.',
});
builder.addScalarType('JSON', jsonScalar);

builder.queryType({
  description: 'Reads the slots, their operations and the runs on them.',
  authScopes: { viewer: true },
});
builder.mutationType({
  description: 'Commands any combination of slots.',
  authScopes: { operator: true },
});
builder.subscriptionType({
  description:
    'Each subscription first sends the current state (`feed` sends earlier messages), then changes when ' +
    'they occur.',
  authScopes: { viewer: true },
});
