/** Reads a file of the server, by its path relative to the page. Rejects with the words of the server. */
export type ReadFile = (path: string) => Promise<Blob>;

export function createFileReader(ask: typeof fetch): ReadFile {
  return async (path) => {
    // The server answers only its own page. Without TLS, a browser shows that by the referrer alone.
    const response = await ask(path, { referrerPolicy: 'same-origin' });
    if (response.ok) return await response.blob();
    const body = (await response.json()) as { readonly errors: readonly { readonly message: string }[] };
    throw new Error(body.errors[0]?.message ?? response.statusText);
  };
}
