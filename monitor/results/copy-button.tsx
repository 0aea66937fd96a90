import { useState } from 'react';
import { copyText } from '../shared/copy-text.js';

export interface CopyButtonProps {
  /** What is copied, such as `CSV`. */
  readonly what: string;
  readonly text: () => string;
}

/** Copies a text, and says so. Where the browser forbids that, the text is shown to be copied by hand. */
export function CopyButton({ what, text }: CopyButtonProps) {
  const [state, setState] = useState<'new' | 'copied' | 'refused'>('new');
  const copy = async () => setState((await copyText(text())) ? 'copied' : 'refused');
  return (
    <>
      <button type="button" className="button" onClick={() => void copy()} onBlur={() => setState('new')}>
        Copy {what}
      </button>
      <span role="status" className="quiet">
        {state === 'copied' && `${what} copied`}
      </span>
      {state === 'refused' && (
        <textarea
          readOnly
          aria-label={`The browser does not let this page copy: copy the ${what} by hand`}
          defaultValue={text()}
          onFocus={({ currentTarget }) => currentTarget.select()}
        />
      )}
    </>
  );
}
