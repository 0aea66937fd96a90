import { type Alert, TEST_NAME } from '../alerts/alert.js';
import { createWebhook } from '../alerts/webhook.js';
import { webhookBody } from '../alerts/webhook-body.js';
import type { AlertTestConfig } from '../config/alerts-config.js';
import { type Clock, systemClock } from '../lib/clock.js';
import { shortened } from '../lib/shortened.js';

const MAX_SHOWN = 500;

/**
 * `multismurf alert --test`: posts an alert and its end, and returns what the receiver answered.
 * @throws an Error if the receiver does not accept one of them
 */
export async function sendTestAlert(
  { alerts: { url, token, platform, groups, externalUrl = '' } }: AlertTestConfig,
  clock: Clock = systemClock,
): Promise<string> {
  const webhook = createWebhook({ url, ...(token && { token }) }, clock);
  const alert: Alert = {
    ...{ key: 'test', name: TEST_NAME, severity: 'warning', labels: {}, view: '' },
    description: 'A test of MultiSmurf: nothing is wrong.',
    startsAt: clock.now(),
  };
  const lines: string[] = [];
  try {
    for (const status of ['firing', 'resolved'] as const) {
      const endsAt = status === 'firing' ? null : clock.now();
      const body = webhookBody([{ alert, endsAt }], 0, { platform, groups, externalUrl });
      const posted = await webhook.post(body);
      const answer = shortened(posted.text.replace(/[\p{Cc}\s]+/gu, ' ').trim(), MAX_SHOWN);
      const said = answer === '' ? '' : ` ${answer}`;
      if (posted.kind === 'failed') {
        throw new Error(`${webhook.origin} does not accept alerts (${status}): ${posted.reason}.${said}`);
      }
      lines.push(`${status}: ${webhook.origin} answers HTTP status ${posted.status}.${said}\n`);
    }
    return lines.join('');
  } finally {
    webhook.close();
  }
}
