import { groupBy } from '../lib/group-by.js';
import type { Logger } from '../lib/logger.js';
import type { Closable } from '../lib/topic.js';
import { ALERT_NAMES, type Alert } from './alert.js';
import { type AlertGroup, createAlertGroup } from './alert-group.js';
import { type Watched, watchAlerts } from './watch-alerts.js';
import { createWebhook, type WebhookAddress } from './webhook.js';
import { type AlertOrigin, webhookBody } from './webhook-body.js';

export interface AlertsOptions {
  readonly core: Watched;
  readonly webhook: WebhookAddress;
  readonly origin: AlertOrigin;
  readonly logger: Logger;
}

/** Posts what operators must know to a webhook. */
export interface Alerts extends Closable {
  /** A message if alerts cannot be delivered now. */
  readonly degraded: readonly string[];
}

export function createAlerts({ core, webhook: address, origin, logger }: AlertsOptions): Alerts {
  const webhook = createWebhook(address, core.clock);
  const { origin: receiver } = webhook;
  /** Why posts fail, by group. */
  const failures = new Map<string, string>();

  /** Logs only the first failure and the recovery: a post is tried again and again. */
  function note(name: string, failure: string | null, isDelivered: boolean): void {
    const wasFailing = failures.size > 0;
    if (failure === null) failures.delete(name);
    else failures.set(name, failure);
    if (failure !== null && !wasFailing)
      logger.warn({ receiver, reason: failure }, 'alerts cannot be delivered, and are tried again');
    if (isDelivered && wasFailing && failures.size === 0)
      logger.info({ receiver }, 'alerts can be delivered again');
  }

  const groups = new Map<string, AlertGroup>(
    ALERT_NAMES.map((name) => [
      name,
      createAlertGroup({
        post: (alerts, truncated) => webhook.post(webhookBody(alerts, truncated, origin)),
        onResult: (failure, isDelivered) => note(name, failure, isDelivered),
        clock: core.clock,
      }),
    ]),
  );
  const watching = watchAlerts(core, logger, (firing: readonly Alert[]) => {
    const byName = groupBy(firing, ({ name }) => name);
    for (const name of ALERT_NAMES) groups.get(name)?.show(byName.get(name) ?? []);
  });

  return {
    get degraded() {
      const [reason] = failures.values();
      return reason === undefined ? [] : [`Alerts cannot be delivered to ${receiver}: ${reason}.`];
    },
    close() {
      watching.close();
      for (const group of groups.values()) group.close();
      webhook.close();
    },
  };
}
