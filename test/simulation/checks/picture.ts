import type { Life } from '../server.js';
import type { Evidence } from './evidence.js';

/** At rest, each server shows the true state of each slot. */
export function checkPicture(evidence: Evidence): void {
  for (const life of evidence.lives) checkPictureOf(life, evidence);
}

/** A server knows the end of a session after this time. */
const KNOWN_MS = 5000;

function checkPictureOf(life: Life, { slots, endedAt, breach }: Evidence): void {
  for (const { name, address, streamId, log, sessions } of slots) {
    const shown = life.core.registry.byAddress(address);
    if (!shown || shown.expired) {
      breach(`${name} is ${shown ? 'expired' : 'not known'}, but it is alive`);
      continue;
    }
    if (shown.agentStart !== log.agents.at(-1)?.agentStart) breach(`${name} is shown with another agent`);
    if (!shown.streamIdConfirmed || shown.streamId !== streamId)
      breach(`${name} is shown as ${shown.streamId}`);
    if (shown.api === null) breach(`the operations of ${name} are not known`);
    const real = sessions();
    for (const operation of new Set([...real.keys(), ...shown.sessions.keys()])) {
      const is = real.get(operation);
      const record = shown.sessions.get(operation);
      const seen = record && !record.evicted ? record.session : undefined;
      const isSame =
        is?.number === seen?.session_id &&
        is?.startTime === seen?.start_time &&
        (is?.success ?? null) === (seen?.success ?? null);
      // An operation that outlives its run can end just before the world does.
      const isJustOver = is !== undefined && is.endedAt !== null && is.endedAt > endedAt - KNOWN_MS;
      if (isSame || isJustOver) continue;
      breach(
        `${operation} of ${name} is shown as #${seen?.session_id} ${seen?.success}, but is #${is?.number} ${is?.success}`,
      );
    }
  }
}
