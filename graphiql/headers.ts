/** Adds to the headers of a tab what another one has told. */
export type AddHeaders = (headers?: Record<string, string>) => Record<string, string>;

/**
 * Remembers the last `Authorization` header of any tab, so that people enter it only once. It is not stored, because
 * browsers in control rooms are shared.
 */
export function createHeaders(): AddHeaders {
  let last: string | undefined;
  return (headers = {}) => {
    const name = authorizationIn(headers);
    if (name !== undefined) last = headers[name];
    return name !== undefined || last === undefined ? headers : { ...headers, Authorization: last };
  };
}

export const authorizationIn = (headers: Readonly<Record<string, string>>): string | undefined =>
  Object.keys(headers).find((one) => one.toLowerCase() === 'authorization');
