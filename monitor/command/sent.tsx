import { print } from 'graphql';
import { useState } from 'react';
import { MonitorStartDocument } from '../generated/graphql.js';
import { copyText } from '../shared/copy-text.js';
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
  /** What the button did last, and with which text. */
  const [last, setLast] = useState<{ readonly text: string; readonly copied: boolean }>();
  const variables = JSON.stringify(request, (key, value) => (key === 'password' ? '…' : value), 2);
  const text = `${DOCUMENT}\n\n# Variables:\n${variables}`;
  const done = last?.text === text ? last : undefined;
  const copy = () => void copyText(text).then((copied) => setLast({ text, copied }));
  return (
    <>
      <button type="button" onClick={copy}>
        {done?.copied ? 'Copied' : 'Copy'}
      </button>
      {done?.copied === false && <span role="status">The browser does not let this page copy.</span>}
      <pre>{text}</pre>
    </>
  );
}
