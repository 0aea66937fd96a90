import type { CodegenConfig } from '@graphql-codegen/cli';

/**
 * Generates typed documents from the `.graphql` files of the examples, the tests and the monitor, with the committed schema. Scalars
 * are JSON on the wire, so a DateTime is a string for a client.
 */
const config: CodegenConfig = {
  schema: 'schema.graphql',
  generates: {
    'generated/': typedDocuments(['examples/**/*.graphql', 'test/**/*.graphql']),
    'monitor/generated/': typedDocuments(['monitor/**/*.graphql']),
  },
};

function typedDocuments(documents: string[]): CodegenConfig['generates'][string] {
  return {
    documents,
    preset: 'client',
    presetConfig: { fragmentMasking: false },
    config: {
      useTypeImports: true,
      enumsAsTypes: true,
      importExtension: '.js',
      scalars: { DateTime: 'string', JSON: 'unknown', ID: 'string', CountOrPercent: 'number | string' },
    },
  };
}

export default config;
