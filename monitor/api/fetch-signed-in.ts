/**
 * A `fetch` that reports when the server requires a token: a sign-in can end while the WebSocket, which it has opened,
 * stays open.
 */
export function fetchSignedIn(ask: typeof fetch, onRefused: () => void): typeof fetch {
  return async (input, init) => {
    const response = await ask(input, init);
    if (response.status === 401) onRefused();
    return response;
  };
}
