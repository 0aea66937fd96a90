import { THE_RUN } from '../history.js';
import type { Evidence } from './evidence.js';

/** Every slot receives the tag that the request gives: with `tagWithRunId`, the id of the run that starts it. */
export function checkTags({ history, runs, breach, count }: Evidence): void {
  const requests = new Map(history.requests.map((request) => [request.mark, request]));
  const runOf = new Map(runs.flatMap(({ run, mark }) => (run.action === 'RUN' ? [[mark, run.id]] : [])));
  for (const { name, starts } of history.slots) {
    for (const { mark, tag } of starts) {
      const request = mark === null ? undefined : requests.get(mark);
      if (mark === null || !request) continue;
      const wanted = request.tag === THE_RUN ? runOf.get(mark) : request.tag;
      if (tag !== wanted) breach(`${mark} was sent to ${name} with the tag ${tag} instead of ${wanted}`);
      if (request.tag !== THE_RUN) continue;
      count('a slot received the id of its run as its tag');
      if (request.retry) count('a slot received the id of a retry as its tag');
    }
  }
}
