import type { GraphQLFieldConfig, GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import { ROLES, type Role, type Viewer } from '../auth/viewer.js';
import { RequestError } from '../core/errors.js';

/** Where Pothos keeps what a field or a type was declared with. */
interface Declared {
  readonly pothosOptions?: { readonly authScopes?: Readonly<Partial<Record<Role, boolean>>> };
}

function declaredRole({ pothosOptions }: Declared): Role | undefined {
  return ROLES.findLast((role) => pothosOptions?.authScopes?.[role] === true);
}

/**
 * The role that a field of a root type needs: its own, or that of its type.
 * @throws an Error if neither declares one
 */
function roleOf(
  type: Pick<GraphQLObjectType, 'name' | 'extensions'>,
  field: Pick<GraphQLFieldConfig<unknown, unknown>, 'extensions'>,
): Role {
  const role = declaredRole(field.extensions as Declared) ?? declaredRole(type.extensions as Declared);
  if (role === undefined) throw new Error(`A field of ${type.name} declares no role.`);
  return role;
}

const rootTypes = (schema: GraphQLSchema) =>
  [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].filter(
    (type) => type != null,
  );

/** Adds to the description of each field of the root types which role it needs. */
export function describeRoles(schema: GraphQLSchema): GraphQLSchema {
  for (const type of rootTypes(schema)) {
    for (const field of Object.values(type.getFields())) {
      field.description = `${field.description} Requires the role ${roleOf(type, field)}.`;
    }
  }
  return schema;
}

/** The error for a caller whose role is not enough. */
export function missingRole(viewer: Viewer, { parentType, fieldName }: GraphQLResolveInfo): RequestError {
  const field = parentType.getFields()[fieldName];
  const role = field ? roleOf(parentType, field) : 'administrator';
  const who = viewer.name ?? 'this client';
  return new RequestError(
    'FORBIDDEN',
    `${fieldName} requires the role ${role}, but ${who} has the role ${viewer.role}.`,
    { requiredRole: role, role: viewer.role },
  );
}
