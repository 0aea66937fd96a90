import { type Clock, systemClock } from '../lib/clock.js';
import { createHttpPost, PostFailure } from '../lib/http-post.js';
import type { Secret } from '../lib/secret.js';
import type { Closable } from '../lib/topic.js';

/** Where alerts are posted. */
export interface WebhookAddress {
  /** It may contain a password: only its origin is shown. */
  readonly url: Secret;
  /** The bearer token of the receiver. */
  readonly token?: Secret;
}

/** What became of a post. */
export type Posted =
  | { readonly kind: 'delivered'; readonly status: number; readonly text: string }
  | {
      readonly kind: 'failed';
      /** In one line, without the URL. */
      readonly reason: string;
      /** The answer of the receiver; empty if there is none. It may contain the URL. */
      readonly text: string;
      /** The receiver may have got it. */
      readonly wasSent: boolean;
      /** How long the receiver wants to be left alone; 0 if it does not say. */
      readonly retryAfterMs: number;
    };

export interface Webhook extends Closable {
  /** The scheme, the host and the port of the receiver. */
  readonly origin: string;
  /** Posts a body as JSON. Never rejects, and settles within ten seconds. Redirects are not followed. */
  post(body: unknown): Promise<Posted>;
}

const ANSWER_MS = 10_000;
const MAX_ANSWER_BYTES = 64 * 1024;
const MAX_RETRY_AFTER_SECONDS = 300;
/** Groups that post at the same time. */
const MAX_SOCKETS = 4;

export function createWebhook({ url, token }: WebhookAddress, clock: Clock = systemClock): Webhook {
  const { origin } = new URL(url.reveal());
  const http = createHttpPost({
    ...{ url: url.reveal(), maxSockets: MAX_SOCKETS, maxAnswerBytes: MAX_ANSWER_BYTES, clock },
    ...(token && { headers: { authorization: `Bearer ${token.reveal()}` } }),
  });
  return {
    origin,
    async post(body) {
      try {
        const { status, text, headers } = await http.send(JSON.stringify(body), ANSWER_MS);
        if (status >= 200 && status < 300) return { kind: 'delivered', status, text };
        const isRedirect = status >= 300 && status < 400;
        const reason = `HTTP status ${status}${isRedirect ? ': redirects are not followed' : ''}`;
        const retryAfterMs = secondsOf(headers['retry-after']) * 1000;
        return { kind: 'failed', reason, text, wasSent: true, retryAfterMs };
      } catch (error) {
        if (!(error instanceof PostFailure)) throw error;
        const { message, kind } = error;
        return { kind: 'failed', reason: message, text: '', wasSent: kind !== 'not-sent', retryAfterMs: 0 };
      }
    },
    close: () => http.close(),
  };
}

/** The seconds of a `Retry-After`; 0 if it is missing, or a date. */
function secondsOf(header: string | undefined): number {
  return /^\d+$/.test(header ?? '') ? Math.min(Number(header), MAX_RETRY_AFTER_SECONDS) : 0;
}
