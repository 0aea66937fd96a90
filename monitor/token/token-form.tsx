import './token.css';
import { type FormEvent, useState } from 'react';
import { signIn } from './session.js';

export interface TokenFormProps {
  /** True if the server has let this page in before. */
  readonly wasLetIn: boolean;
}

/** Asks for the token of the server. */
export function TokenForm({ wasLetIn }: TokenFormProps) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState(wasLetIn ? 'The server has rejected this token.' : null);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (text !== '') void signIn(text).then(setProblem);
  };
  return (
    <main>
      <form id="view" className="token" tabIndex={-1} onSubmit={send}>
        <h2>This server requires a token</h2>
        {problem !== null && (
          <p role="alert" className="bad">
            {problem}
          </p>
        )}
        <label htmlFor="token">Token (from the person who runs the server)</label>
        <input
          id="token"
          type="password"
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value.trim())}
        />
        <button type="submit" className="button">
          Show the slots
        </button>
        <p className="quiet">This browser stays signed in, in all tabs, for 30 days or until you sign out.</p>
      </form>
    </main>
  );
}
