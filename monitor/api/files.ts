/** Reads a file of the server, by its path relative to the page. Rejects with the words of the server. */
export type ReadFile = (path: string) => Promise<Blob>;

/** A link alone cannot carry the token, so the page reads the files itself. */
export function createFileReader(token: string | null): ReadFile {
  const headers: HeadersInit = token === null ? {} : { authorization: `Bearer ${token}` };
  return async (path) => {
    const response = await fetch(path, { headers });
    if (response.ok) return await response.blob();
    const body = (await response.json()) as { readonly errors: readonly { readonly message: string }[] };
    throw new Error(body.errors[0]?.message ?? response.statusText);
  };
}
