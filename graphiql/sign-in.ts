import { type ComponentType, createElement, type FormEvent, useState } from 'react';
import { createStore, useStore } from '../monitor/shared/store.js';
import { onSignInOrOut, signIn } from '../monitor/token/session.js';

export interface SignIn {
  /** Shows the form: the server has refused a request without a token. */
  ask(): void;
  readonly Form: ComponentType;
}

/** Asks for the token of a server that requires one. Whoever is signed in on the monitor is so here, too. */
export function createSignIn(): SignIn {
  const isNeeded = createStore(false);
  // GraphiQL reads the schema, and the presets, when the page opens. It keeps the tabs.
  onSignInOrOut(() => {
    if (isNeeded.latest) window.location.reload();
  });
  return {
    ask: () => isNeeded.update(() => true),
    Form: () => (useStore(isNeeded) ? createElement(TokenForm) : null),
  };
}

function TokenForm() {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (text !== '') void signIn(text).then(setProblem);
  };
  return createElement(
    'form',
    { className: 'sign-in', onSubmit: send },
    createElement('label', { htmlFor: 'token' }, 'This server requires a token'),
    createElement('input', {
      ...{ id: 'token', type: 'password', autoComplete: 'off', value: text },
      onChange: (event: { readonly target: { readonly value: string } }) =>
        setText(event.target.value.trim()),
    }),
    createElement('button', { type: 'submit' }, 'Sign in'),
    problem && createElement('span', { role: 'alert' }, problem),
  );
}
