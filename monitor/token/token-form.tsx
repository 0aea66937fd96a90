import './token.css';
import { type FormEvent, useState } from 'react';

export interface TokenFormProps {
  /** True if the server has rejected a token, false if none was sent. */
  readonly isWrong: boolean;
  readonly onToken: (token: string) => void;
}

/** Asks for the token of the server. The page keeps it in memory only, since browsers in control rooms are shared. */
export function TokenForm({ isWrong, onToken }: TokenFormProps) {
  const [text, setText] = useState('');
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (text !== '') onToken(text);
  };
  return (
    <main>
      <form id="view" className="token" tabIndex={-1} onSubmit={send}>
        <h2>This server requires a token</h2>
        {isWrong && (
          <p role="alert" className="bad">
            The server has rejected this token.
          </p>
        )}
        <label htmlFor="token">Token (see --auth-token-file of the server)</label>
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
      </form>
    </main>
  );
}
