import './token.css';
import { useMemo, useState } from 'react';
import { useCommands } from '../shared/commands.js';
import { signOut } from './session.js';

/** Signs out all pages of this server in this browser. */
export function SignOut() {
  const [problem, setProblem] = useState<string | null>(null);
  const commands = useMemo(() => [{ title: 'Sign out', run: () => void signOut().then(setProblem) }], []);
  useCommands(commands);
  return (
    <>
      {problem !== null && (
        <span role="alert" className="bad">
          {' '}
          {problem}
        </span>
      )}
      <button type="button" className="sign-out" onClick={() => void signOut().then(setProblem)}>
        Sign out
      </button>
    </>
  );
}
