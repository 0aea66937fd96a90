import type { Core } from './core.js';
import type { Problem } from './slots/problem.js';

/** What does not work of the server itself: its store, the access director and the presets. */
export function serverProblems({
  storeHealth,
  grants,
  presets,
}: Pick<Core, 'storeHealth' | 'grants' | 'presets'>): readonly Problem[] {
  return [storeHealth.problem, grants.problem, ...presets.problems].flatMap((problem) => problem ?? []);
}
