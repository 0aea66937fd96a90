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
/** An agent cannot send more than 1 MiB; a larger answer does not come from an agent. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const SHOWN_CHARACTERS = 200;

export interface OcsBridgeOptions {
  /** The `caller` web service of the router; usually `http://HOST:8001/call` in OCS. */
  readonly url: string;
  readonly logger: Logger;
  readonly clock?: Clock;
}

/**
 * Calls agents through the HTTP bridge of the router, which makes the calls in its own WAMP session. So a `wait` is
 * not cancelled when our side ends it, and the session that it waits for continues. Every method rejects only with a
 * `CallFailure`.
 */
export interface OcsBridge {
  /**
   * Waits until the operation is idle, or answers TIMEOUT after `seconds` (an argument of OCS's `wait`). It may return
   * the session of another start, so compare it. Aborting `signal` ends the wait and closes the socket, but does not
   * cancel the call: the router keeps it until the agent answers, and then drops the answer.
   */
  wait(address: string, operation: string, seconds: number, signal?: AbortSignal): Promise<OpsReply>;
  status(address: string, operation: string): Promise<OpsReply>;
  getApi(address: string): Promise<AgentApi>;
  /** Ends all open requests, as an abort does. */
  close(): void;
}

export function createOcsBridge({ url, logger, clock = systemClock }: OcsBridgeOptions): OcsBridge {
  // Waits may last for hours, so other requests must not queue behind them.
  const limits = { url, maxAnswerBytes: MAX_ANSWER_BYTES, clock };
  const waits = createHttpPost({ ...limits, maxSockets: MAX_WAITS });
  const questions = createHttpPost({ ...limits, maxSockets: MAX_QUESTIONS });
  let works: boolean | null = null;

  /** Logs only the first failure and the recovery, since there is one failure for each slot. */
  function note(problem: string | null): void {
    if (works === (problem === null)) return;
    works = problem === null;
    if (works) logger.info({ url }, "the router's HTTP bridge answers");
    else logger.warn({ url, reason: problem }, "the router's HTTP bridge does not answer correctly");
  }

  /** @param what the request, for messages: `status of take_noise at observatory.pysmurf-controller-s2` */
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

  /** Returns the result of the procedure. */
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

/** The answer of a bridge: the result of the call, or its WAMP error. `none` is not an answer of a bridge. */
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
