import type { CodegenConfig } from '@graphql-codegen/cli';

/**
 * Makes typed documents of every `.graphql` file of the examples and the tests, from the committed schema.
 * Scalars travel as JSON: a DateTime is text to a client.
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
