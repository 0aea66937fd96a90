export interface Token {
  /** These headers. If they have no token, the last token of any tab is added. */
  addTo(headers?: Record<string, string>): Record<string, string>;
}

/**
 * Remembers the last `Authorization` header of any tab, so that people enter the token only once. It is not stored,
 * because browsers in control rooms are shared.
 */
export function createToken(): Token {
  let last: string | undefined;
  return {
    addTo(headers = {}) {
      const name = Object.keys(headers).find((one) => one.toLowerCase() === 'authorization');
      if (name !== undefined) last = headers[name];
      return name === undefined && last !== undefined ? { ...headers, Authorization: last } : headers;
    },
  };
}
