import { type GraphiQLPlugin, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { type Fetcher, fetcherReturnToPromise } from '@graphiql/toolkit';
import { createElement, useEffect, useState } from 'react';

interface Preset {
  readonly name: string;
  readonly description: string | null;
  readonly operation: string;
  readonly streamIds: readonly string[] | null;
  readonly params: unknown;
  readonly options: unknown;
}

type Answer = { readonly presets: readonly Preset[] } | { readonly problem: string };

const LIST = `query Presets {
  presets { name description operation streamIds params options }
}`;

/** A pane with a button for each preset of the server, which opens its request in a new tab. */
export function createPresetsPlugin(fetcher: Fetcher): GraphiQLPlugin {
  function Pane() {
    const [answer, setAnswer] = useState<Answer | null>(null);
    const { addTab } = useGraphiQLActions();
    const queryEditor = useGraphiQL((state) => state.queryEditor);
    const variableEditor = useGraphiQL((state) => state.variableEditor);
    // GraphiQL empties the open tab if a tab is added before all its editors are there.
    const isReady = useGraphiQL((state) =>
      [state.queryEditor, state.variableEditor, state.headerEditor, state.responseEditor].every(Boolean),
    );
    useEffect(() => {
      void ask(fetcher).then(setAnswer);
    }, []);

    function open(preset: Preset): void {
      const { query, variables } = requestOf(preset);
      addTab();
      queryEditor?.setValue(query);
      variableEditor?.setValue(variables);
    }

    return createElement(
      'section',
      { 'aria-label': 'Presets', className: 'presets' },
      createElement('h2', { className: 'graphiql-doc-explorer-title' }, 'Presets'),
      createElement('p', null, textOf(answer)),
      ...(answer && 'presets' in answer ? answer.presets : []).map((preset) =>
        createElement(
          'div',
          { key: preset.name },
          createElement(
            'button',
            { type: 'button', className: 'graphiql-button', disabled: !isReady, onClick: () => open(preset) },
            preset.name,
          ),
          preset.description ?? preset.operation,
        ),
      ),
    );
  }

  return { title: 'Presets', icon: Icon, content: Pane };
}

async function ask(fetcher: Fetcher): Promise<Answer> {
  try {
    const asked = fetcher({ query: LIST, operationName: 'Presets' });
    const result = (await fetcherReturnToPromise(asked)) as {
      readonly data?: { readonly presets: readonly Preset[] } | null;
      readonly errors?: readonly { readonly message: string }[];
    };
    return result.data ?? { problem: result.errors?.[0]?.message ?? 'The server has sent no presets.' };
  } catch (error) {
    return { problem: String(error) };
  }
}

function textOf(answer: Answer | null): string {
  if (answer === null) return 'Loading…';
  if ('problem' in answer) return answer.problem;
  if (answer.presets.length === 0) return 'None. The option --presets of the server names their file.';
  return 'A button opens the request in a new tab. Nothing is sent before you run it.';
}

/** The name of the operation is the name of the tab. Everything is in the document, so that people see what they send. */
function requestOf({ name, operation, streamIds, params, options }: Preset) {
  const word = name.replace(/\W+/g, '_').replace(/^(\d|$)/, '_$1');
  const inline = literalOf(params);
  const given = [
    `operation: ${literalOf(operation)}`,
    streamIds && `streamIds: ${literalOf(streamIds)}`,
    params !== null && `params: ${inline ?? '$params'}`,
    options !== null && `options: ${literalOf(options)}`,
    'waitSeconds: 60',
  ].filter(Boolean);
  const query = `# ${name.replace(/\s+/g, ' ')}
mutation ${word}${inline === null ? '($params: JSON)' : ''} {
  runOperation(
    ${given.join('\n    ')}
  ) {
    id
    status
    success
    summary
    slots {
      streamId
      status
      reason
    }
  }
}
`;
  return { query, variables: inline === null ? JSON.stringify({ params }, null, 2) : '' };
}

/** A value as GraphQL writes it; null if a key is no name in GraphQL. */
function literalOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) {
    const items = value.map(literalOf);
    return items.includes(null) ? null : `[${items.join(', ')}]`;
  }
  const fields = Object.entries(value).map(([key, item]) => {
    const literal = literalOf(item);
    return /^[_A-Za-z]\w*$/.test(key) && literal !== null ? `${key}: ${literal}` : null;
  });
  return fields.includes(null) ? null : `{${fields.join(', ')}}`;
}

function Icon() {
  const path = createElement('path', {
    d: 'M3 4h14M3 10h14M3 16h9',
    stroke: 'currentColor',
    strokeWidth: 1.6,
    fill: 'none',
  });
  return createElement('svg', { viewBox: '0 0 20 20', 'aria-hidden': true }, path);
}
