import type { Core } from '../core/core.js';
import type { TaskDefinition } from '../ocs/agent/operations.js';
import { annotateTask } from './annotate-task.js';
import { markTasks } from './mark-tasks.js';
import { type RetryTaskOptions, retryTask } from './retry-task.js';
import { runTasks } from './run-tasks.js';
import { type StopAllTaskOptions, stopAllTask } from './stop-all-task.js';
import { stopOperationTask } from './stop-operation-task.js';

export interface OwnTaskOptions extends StopAllTaskOptions, RetryTaskOptions {
  readonly core: Pick<Core, 'runs' | 'registry' | 'marks' | 'clock'>;
}

export const OWN_TASK_NAMES = [
  'stop_all',
  'stop_operation',
  'acknowledge',
  'out_of_service',
  'in_service',
  'cancel_run',
  'pause_run',
  'resume_run',
  'retry_run',
  'annotate_run',
  'recent_runs',
] as const;

/** Our own tasks, by name. They need only level 1: the slots check the password of what they are asked to do. */
export function ownTasks(options: OwnTaskOptions): ReadonlyMap<string, TaskDefinition> {
  const tasks: Record<(typeof OWN_TASK_NAMES)[number], TaskDefinition> = {
    stop_all: stopAllTask(options),
    stop_operation: stopOperationTask(options),
    ...markTasks(options.core),
    ...runTasks(options.core),
    retry_run: retryTask(options),
    annotate_run: annotateTask(options.core),
  };
  return new Map(Object.entries(tasks));
}
