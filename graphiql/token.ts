import { joinPages } from '../monitor/token/shared-token.js';

/** Another open page answers within this time, in milliseconds, or there is none. */
const ANSWER_MS = 100;

export interface Token {
  /** These headers. If they have no token, the last token of any tab is added, or else that of another open page. */
  addTo(headers?: Record<string, string>): Promise<Record<string, string>>;
  /** Shares the token of a request that the server has accepted with the other open pages, such as the monitor. */
  accepted(headers: Readonly<Record<string, string>>): void;
  /** The server does not accept the token any more, so it is not shared any more. */
  refused(): void;
}

/**
 * Remembers the last `Authorization` header of any tab, so that people enter the token only once. It is not stored,
 * because browsers in control rooms are shared.
 */
export function createToken(): Token {
  let last: string | undefined;
  let shared: string | undefined;
  let onAnswer = () => {};
  const pages = joinPages((token) => {
    shared = `Bearer ${token}`;
    onAnswer();
  });
  const answered = new Promise<void>((resolve) => {
    onAnswer = resolve;
    setTimeout(resolve, ANSWER_MS);
  });
  return {
    async addTo(headers = {}) {
      const name = nameIn(headers);
      if (name !== undefined) {
        last = headers[name];
        return headers;
      }
      await answered;
      const known = last ?? shared;
      return known === undefined ? headers : { ...headers, Authorization: known };
    },
    accepted(headers) {
      const token = /^Bearer (\S+)$/.exec(headers[nameIn(headers) ?? ''] ?? '')?.[1];
      if (token !== undefined) pages.share(token);
    },
    refused: () => pages.share(null),
  };
}

const nameIn = (headers: Readonly<Record<string, string>>) =>
  Object.keys(headers).find((one) => one.toLowerCase() === 'authorization');
