import { print } from 'graphql';
import { useRef, useState } from 'react';
import { MonitorRunDocument } from '../generated/graphql.js';
import type { Request } from './use-plan.js';

/** Exactly what the start sends, as GraphQL. A password is not shown. */
export function Sent({ request }: { readonly request: Request }) {
  const text = useRef<HTMLPreElement>(null);
  const [isCopied, setCopied] = useState(false);
  const variables = JSON.stringify(request, (key, value) => (key === 'password' ? '…' : value), 2);
  const copy = () => {
    // Unlike `navigator.clipboard`, this also works without HTTPS.
    if (text.current) getSelection()?.selectAllChildren(text.current);
    setCopied(document.execCommand('copy'));
  };
  return (
    <details className="fold" onToggle={() => setCopied(false)}>
      <summary>
        <b>Will be sent</b> <code>{JSON.stringify(request.params)}</code>
      </summary>
      <button type="button" onClick={copy}>
        {isCopied ? 'Copied' : 'Copy'}
      </button>
      <pre ref={text}>{`${print(MonitorRunDocument)}\n\n# Variables:\n${variables}`}</pre>
    </details>
  );
}
