import autocannon from 'autocannon';
import { answerLines } from '../lib/worker.js';

/** Asks one server the same for a time, or a number of times, with many clients at once. In a worker. */
export interface Request {
  readonly url: string;
  readonly body: string;
  readonly clients: number;
  /** Length of the answer, in characters: the times in it change, its length does not. */
  readonly length: number;
  readonly seconds: number;
  /** If given, so many requests in place of a time. */
  readonly amount?: number;
}

export interface Report {
  /** Requests per second. */
  readonly rate: number;
  readonly answers: number;
  readonly p50: number;
  readonly p99: number;
  /** Answers without 200 or of another length, and requests without an answer. */
  readonly wrong: number;
}

/** The slowest server needs less for an answer to all clients. */
const ANSWER_SECONDS = 180;

await answerLines<Request>(async ({ url, body, clients, length, seconds, amount }): Promise<Report> => {
  const began = performance.now();
  const result = await autocannon({
    url,
    body,
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    connections: clients,
    timeout: ANSWER_SECONDS,
    verifyBody: (text) => String(text).length === length,
    ...(amount === undefined ? { duration: seconds } : { amount }),
  });
  const answers = result['2xx'];
  return {
    rate: (answers * 1000) / (performance.now() - began),
    answers,
    p50: result.latency.p50,
    p99: result.latency.p99,
    wrong: result.non2xx + result.mismatches + result.errors,
  };
});
