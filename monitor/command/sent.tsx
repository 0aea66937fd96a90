import { print } from 'graphql';
import { useRef, useState } from 'react';
import { MonitorStartDocument } from '../generated/graphql.js';
import type { Request } from './use-plan.js';

const DOCUMENT = print(MonitorStartDocument);

/** Exactly what the start sends, as GraphQL. A password is not shown. */
export function Sent({ request }: { readonly request: Request }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="fold" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <b>Will be sent</b> <code>{JSON.stringify(request.params)}</code>
      </summary>
      {isOpen && <Document request={request} />}
    </details>
  );
}

function Document({ request }: { readonly request: Request }) {
  const text = useRef<HTMLPreElement>(null);
  const [copied, setCopied] = useState<string>();
  const variables = JSON.stringify(request, (key, value) => (key === 'password' ? '…' : value), 2);
  const copy = () => {
    // Unlike `navigator.clipboard`, this also works without HTTPS.
    if (text.current) getSelection()?.selectAllChildren(text.current);
    if (document.execCommand('copy')) setCopied(variables);
  };
  return (
    <>
      <button type="button" onClick={copy}>
        {copied === variables ? 'Copied' : 'Copy'}
      </button>
      <pre ref={text}>{`${DOCUMENT}\n\n# Variables:\n${variables}`}</pre>
    </>
  );
}
