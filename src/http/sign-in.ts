import type { IncomingMessage, ServerResponse } from 'node:http';
import { looksLikeJwt } from '../auth/issuer.js';
import type { Viewer } from '../auth/viewer.js';
import type { Clock } from '../lib/clock.js';
import type { Access } from './access.js';
import { signedIn, signedOut } from './cookie.js';
import { type Refusal, refuse } from './refusal.js';

export const SIGN_IN_PATH = '/sign-in';
export const SIGN_OUT_PATH = '/sign-out';

const MAX_BODY = 16 * 1024;

/** A browser stays signed in for so long, unless the token ends before: a wall must not ask for a token every night. */
const MAX_SECONDS = 30 * 24 * 60 * 60;

export interface SignInOptions {
  readonly access: Pick<Access, 'ownOrigin' | 'isOwnPage' | 'authenticate'>;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Answers `POST /sign-in` with `{"token": "…"}` by a cookie, with which the pages of this server need no token any more,
 * and `POST /sign-out`. Returns whether it has answered.
 *
 * Attempts are not limited by rate, nor are requests with a wrong token: nobody can guess 256 random bits or a signature,
 * and a limit would lock out those who share an address with whoever tries.
 */
export function answerSignIn(
  options: SignInOptions,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const path = request.url?.split('?', 1)[0] ?? '';
  if (path !== SIGN_IN_PATH && path !== SIGN_OUT_PATH) return false;
  const origin = options.access.ownOrigin(request);
  if (request.method !== 'POST') {
    refuse(response, { code: 'METHOD_NOT_ALLOWED', allow: 'POST', message: `${path} is used with POST.` });
  } else if (!origin || !options.access.isOwnPage(request)) {
    refuse(response, {
      code: 'FORBIDDEN',
      message: `${path} is for the pages of this server. Others send the header "Authorization: Bearer TOKEN".`,
    });
  } else if (path === SIGN_OUT_PATH) {
    answer(response, signedOut(origin));
  } else {
    void signIn(options, origin, request).then((made) =>
      typeof made === 'string' ? answer(response, made) : refuse(response, made),
    );
  }
  return true;
}

function answer(response: ServerResponse, cookie: string): void {
  response.writeHead(204, { 'set-cookie': cookie, 'cache-control': 'no-store' }).end();
}

/** The cookie, or why there is none. */
async function signIn(
  { access, clock }: SignInOptions,
  origin: URL,
  request: IncomingMessage,
): Promise<string | Refusal> {
  const token = tokenIn(await readBody(request));
  if (token === null) {
    return { code: 'BAD_REQUEST', message: `Send {"token": "TOKEN"} in at most ${MAX_BODY} bytes.` };
  }
  const viewer = await access.authenticate({ authorization: `Bearer ${token}` });
  if ('code' in viewer) {
    return looksLikeJwt(token) ? viewer : { ...viewer, message: 'The server has rejected this token.' };
  }
  const cookie = signedIn(origin, token, secondsOf(viewer, clock));
  const tooLong = 'The token is too long for a sign-in: send the header "Authorization: Bearer TOKEN".';
  return cookie ?? { code: 'BAD_REQUEST', message: tooLong };
}

function secondsOf({ expires }: Viewer, clock: Pick<Clock, 'now'>): number {
  const left = expires ? Math.floor((expires.getTime() - clock.now().getTime()) / 1000) : MAX_SECONDS;
  return Math.max(0, Math.min(left, MAX_SECONDS));
}

/** Null if it is too long, or does not arrive. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // The client of a body that is too long must still get its answer.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      size += chunk.length;
      if (size > MAX_BODY) return null;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString();
  } catch {
    return null;
  }
}

function tokenIn(body: string | null): string | null {
  try {
    const token: unknown = JSON.parse(body ?? '')?.token;
    return typeof token === 'string' ? token : null;
  } catch {
    return null;
  }
}
