import type { Registry } from '../core/slots/registry.js';
import { requireNames } from '../core/slots/resolve-names.js';
import type { Params } from '../ocs/agent/parameters.js';
import { readStreamIds, rejectsStart } from './own-parameters.js';
import { OCS_WORDS } from './run-options.js';

/** Checks the parameter `stream_ids` of a stop, which rejects only an empty list. @throws {ParamError} */
export function checkStoppedSlots({ slots }: Pick<Registry, 'slots'>, { stream_ids }: Params): void {
  const streamIds = readStreamIds(stream_ids);
  if (streamIds) rejectsStart(() => requireNames(slots, streamIds, OCS_WORDS));
}
