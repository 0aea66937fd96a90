import type { Core } from '../core/core.js';
import type { TaskDefinition } from '../ocs/agent/operations.js';
import { markTasks } from './mark-tasks.js';
import { runTasks } from './run-tasks.js';
import { type StopAllTaskOptions, stopAllTask } from './stop-all-task.js';

export interface OwnTaskOptions extends StopAllTaskOptions {
  readonly core: Pick<Core, 'runs' | 'registry' | 'marks' | 'clock'>;
}

/** Our own tasks, by name. They need only level 1: the slots check the password of what they are asked to do. */
export function ownTasks(options: OwnTaskOptions): ReadonlyMap<string, TaskDefinition> {
  return new Map(
    Object.entries({ stop_all: stopAllTask(options), ...markTasks(options.core), ...runTasks(options.core) }),
  );
}
