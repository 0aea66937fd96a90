export interface Token {
  /** These headers, with the token of another tab where they have none. */
  addTo(headers?: Record<string, string>): Record<string, string>;
}

/**
 * Remembers what was last sent as `Authorization` from the headers editor of any tab, so that it is typed once. It
 * is gone with the page: browsers of control rooms are shared.
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
