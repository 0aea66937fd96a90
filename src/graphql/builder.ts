import SchemaBuilder from '@pothos/core';
import { GraphQLDateTimeISO } from 'graphql-scalars';
import type { Context } from './context.js';
import { jsonScalar } from './json-scalar.js';

/** The shared builder: each file of the schema adds its types to it. Fields are non-null by default. */
export const builder = new SchemaBuilder<{
  Context: Context;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date };
    JSON: { Input: unknown; Output: unknown };
    CountOrPercent: { Input: number | string; Output: number | string };
  };
  DefaultFieldNullability: false;
}>({ defaultFieldNullability: false });

builder.addScalarType('DateTime', GraphQLDateTimeISO, {
  description: 'A moment in ISO 8601, such as 2026-11-22T04:05:06.789Z.',
});
builder.addScalarType('JSON', jsonScalar);

builder.queryType({ description: 'Reads the slots, their operations and the runs on them.' });
builder.mutationType({ description: 'Commands any combination of slots.' });
builder.subscriptionType({
  description: 'Each subscription sends the current state first, then every change.',
});
