import { type GraphQLField, type GraphQLSchema, isObjectType } from 'graphql';

/**
 * Marks a field whose value depends on who asks, and not only on their rights. Clients with the same rights share the
 * results of subscriptions, so a subscription must not reach such a field.
 */
export const DEPENDS_ON_VIEWER = { dependsOnViewer: true } as const;

/** The marked fields, as `Type.field`, and with each its declaration. */
export function viewerDependentFields(schema: GraphQLSchema): Map<string, GraphQLField<unknown, unknown>> {
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  const fields = types.flatMap((type) =>
    Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, field] as const),
  );
  return new Map(fields.filter(([, { extensions }]) => extensions['dependsOnViewer'] === true));
}

/** Adds the mark to the descriptions. */
export function describeViewerDependence(schema: GraphQLSchema): GraphQLSchema {
  for (const field of viewerDependentFields(schema).values()) {
    field.description = `${field.description} Depends on who asks.`;
  }
  return schema;
}
