import type { CodegenConfig } from '@graphql-codegen/cli';

/**
 * Generates typed documents from the `.graphql` files of the examples and the tests, with the committed schema. Scalars
 * are JSON on the wire, so a DateTime is a string for a client.
 */
const config: CodegenConfig = {
  schema: 'schema.graphql',
  documents: ['examples/**/*.graphql', 'test/**/*.graphql'],
  generates: {
    'generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        importExtension: '.js',
        scalars: { DateTime: 'string', JSON: 'unknown', ID: 'string', CountOrPercent: 'number | string' },
      },
    },
  },
};

export default config;
