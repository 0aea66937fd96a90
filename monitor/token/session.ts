import { nameOnSite } from '../shared/site.js';

/** The server may have to ask another one about a token, in milliseconds. */
const ANSWER_MS = 15_000;

const channel = () => new BroadcastChannel(nameOnSite('session'));

/**
 * Signs in all pages of this server in this browser. The server leaves the token in a cookie that no script can read, so
 * the pages keep it nowhere.
 *
 * @returns why not, in words for the person; null if it has worked
 */
export const signIn = (token: string): Promise<string | null> => send('sign-in', { token });

/** @returns why not, in words for the person; null if it has worked */
export const signOut = (): Promise<string | null> => send('sign-out', {});

/** Calls the listener when any page of this server has signed in or out, this one too. */
export function onSignInOrOut(listener: () => void): () => void {
  const joined = channel();
  joined.onmessage = listener;
  return () => joined.close();
}

/** @param path relative to the page, so that a proxy can serve everything under another path */
async function send(path: string, body: object): Promise<string | null> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (!response.ok) return (await response.json()).errors[0].message;
  } catch (error) {
    return `The server cannot be reached: ${(error as Error).message}`;
  }
  const joined = channel();
  joined.postMessage(null);
  joined.close();
  return null;
}
