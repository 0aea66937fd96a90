import { z } from 'zod';
import { type Clock, systemClock } from '../lib/clock.js';
import { createHttpPost, type HttpAnswer, type HttpPost, PostFailure } from '../lib/http-post.js';
import type { Logger } from '../lib/logger.js';
import { parsePythonJson } from '../lib/python-json.js';
import { CallFailure, kindOfUri, toCallFailure } from './call-failure.js';
import { ANSWER_TIMEOUT_MS } from './client.js';
import { type AgentApi, guard, type OpsReply, opsReply, parseAgentApi } from './protocol.js';

const MAX_WAITS = 1024;
const MAX_QUESTIONS = 64;
/** An agent cannot send more than 1 MiB; what is larger comes from something else. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const SHOWN_CHARACTERS = 200;

export interface OcsBridgeOptions {
  /** The router's `caller` web service: `http://HOST:8001/call`, by OCS's custom. */
  readonly url: string;
  readonly logger: Logger;
  readonly clock?: Clock;
}

/**
 * Asks agents through the HTTP bridge of the router, which makes each call in a WAMP session of its own. So
 * nobody cancels a `wait` when our side of it ends, and the session that it waits for goes on. Every method
 * rejects with a `CallFailure` and with nothing else.
 */
export interface OcsBridge {
  /**
   * Holds until the operation is idle, or answers TIMEOUT after `seconds` (an argument of OCS's own `wait`). It
   * may report another's session: compare. Aborting `signal` ends our waiting and closes the socket, and cancels
   * nothing: the router holds the call until the agent answers, and drops that answer.
   */
  wait(address: string, operation: string, seconds: number, signal?: AbortSignal): Promise<OpsReply>;
  status(address: string, operation: string): Promise<OpsReply>;
  getApi(address: string): Promise<AgentApi>;
  /** Ends what is open, as an abort does. */
  close(): void;
}

export function createOcsBridge({ url, logger, clock = systemClock }: OcsBridgeOptions): OcsBridge {
  // Waits may last for hours, and questions must not queue behind them.
  const limits = { url, maxAnswerBytes: MAX_ANSWER_BYTES, clock };
  const waits = createHttpPost({ ...limits, maxSockets: MAX_WAITS });
  const questions = createHttpPost({ ...limits, maxSockets: MAX_QUESTIONS });
  let works: boolean | null = null;

  /** Logs the first failure and the recovery, and no failure in between: there is one for each slot. */
  function note(problem: string | null): void {
    if (works === (problem === null)) return;
    works = problem === null;
    if (works) logger.info({ url }, "the router's HTTP bridge answers");
    else logger.warn({ url, reason: problem }, "the router's HTTP bridge does not answer as it should");
  }

  /** @param what is asked, for messages: `status of take_noise at observatory.pysmurf-controller-s2` */
  async function ask<T>(what: string, answer: Promise<unknown>, parse: (result: unknown) => T): Promise<T> {
    try {
      return parse(await answer);
    } catch (error) {
      const { kind, message, uri } = toCallFailure(error);
      throw new CallFailure(kind, `${what} over ${url}: ${message}`, uri);
    }
  }

  function request(
    post: HttpPost,
    address: string,
    args: readonly [action: string, operation: string, ...rest: unknown[]],
    boundMs: number,
    signal?: AbortSignal,
  ): Promise<OpsReply> {
    return ask(
      `${args[0]} of ${args[1]} at ${address}`,
      call(post, { procedure: `${address}.ops`, args }, boundMs, signal),
      (result) => guard(opsReply, result, 'an answer'),
    );
  }

  /** What the procedure returned. */
  async function call(
    post: HttpPost,
    request: { readonly procedure: string; readonly args: readonly unknown[] },
    boundMs: number,
    signal?: AbortSignal,
  ): Promise<unknown> {
    let answer: BridgeAnswer;
    try {
      answer = parseAnswer(await post.send(JSON.stringify(request), boundMs, signal));
    } catch (error) {
      if (!(error instanceof PostFailure)) throw error;
      if (!error.ours) note(error.message);
      throw new CallFailure(error.kind === 'too-large' ? 'unreadable' : error.kind, error.message);
    }
    note(answer.kind === 'none' ? answer.why : null);
    switch (answer.kind) {
      case 'result':
        return answer.value;
      case 'error':
        throw new CallFailure(kindOfUri(answer.uri), answer.message, answer.uri);
      case 'none':
        throw new CallFailure('unreadable', answer.why);
    }
  }

  return {
    wait: (address, operation, seconds, signal) =>
      request(waits, address, ['wait', operation, null, seconds], seconds * 1000 + ANSWER_TIMEOUT_MS, signal),
    status: (address, operation) =>
      request(questions, address, ['status', operation, null, null], ANSWER_TIMEOUT_MS),
    getApi: (address) =>
      ask(
        `get_api of ${address}`,
        call(questions, { procedure: address, args: ['get_api'] }, ANSWER_TIMEOUT_MS),
        parseAgentApi,
      ),
    close() {
      waits.close();
      questions.close();
    },
  };
}

/** What a bridge answers: the result of the call, or its WAMP error. Anything else is no bridge's answer. */
type BridgeAnswer =
  | { readonly kind: 'result'; readonly value: unknown }
  | { readonly kind: 'error'; readonly uri: string; readonly message: string }
  | { readonly kind: 'none'; readonly why: string };

const bridgeBody = z.union([
  z.object({ error: z.string(), args: z.array(z.unknown()).default([]) }),
  z.object({ args: z.array(z.unknown()).min(1) }),
]);

function parseAnswer({ status, text }: HttpAnswer): BridgeAnswer {
  const shown = text.slice(0, SHOWN_CHARACTERS);
  if (status !== 200) return { kind: 'none', why: `HTTP status ${status}: ${shown}` };
  let json: unknown;
  try {
    json = parsePythonJson(text);
  } catch {
    return { kind: 'none', why: `the answer is not JSON: ${shown}` };
  }
  const body = bridgeBody.safeParse(json);
  if (!body.success) return { kind: 'none', why: `the answer is not that of a WAMP router: ${shown}` };
  if (!('error' in body.data)) return { kind: 'result', value: body.data.args[0] };
  const { error, args } = body.data;
  return { kind: 'error', uri: error, message: typeof args[0] === 'string' ? `${error}: ${args[0]}` : error };
}
