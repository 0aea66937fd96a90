import { GraphQLError, getNamedType, isIntrospectionType, type ValidationRule } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** Rejects documents that read the schema. `__typename` is allowed: clients with a cache need it. */
const noIntrospection: ValidationRule = (context) => ({
  Field(node) {
    const type = context.getType();
    if (!type || !isIntrospectionType(getNamedType(type))) return;
    context.reportError(
      new GraphQLError(
        'The schema cannot be read from this server: it was started with --no-introspection.',
        {
          nodes: node,
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
        },
      ),
    );
  },
});

export const useHiddenSchema = (): Plugin => ({
  onValidate({ addValidationRule }) {
    addValidationRule(noIntrospection);
  },
});
