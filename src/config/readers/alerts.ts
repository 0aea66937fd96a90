import { createSecret } from '../../lib/secret.js';
import type { AlertsConfig, AlertTestConfig } from '../alerts-config.js';
import * as check from '../checks.js';
import { DEFAULTS } from '../cli/option-definition.js';
import {
  checkValue,
  createOptionReader,
  type GivenValue,
  type Layer,
  type OptionReader,
} from '../cli/option-values.js';
import type { Problem } from '../problem.js';
import type { Sources } from '../types.js';
import { readSecret } from './credentials.js';

/**
 * Where alerts are sent; undefined if nowhere, or if there are problems.
 * @param platform the default of the label
 */
export function readAlerts(
  reader: OptionReader,
  sources: Sources,
  problems: Problem[],
  platform: string,
): AlertsConfig | undefined {
  const given = readUrl(reader, sources, problems);
  const url = given && checkValue(given, check.webhookUrl, problems);
  const secret = readSecret(reader, 'alert-token-file', 'MULTISMURF_ALERT_TOKEN', sources, problems);
  const token = secret && checkValue(secret, check.headerToken, problems);
  const externalUrl = reader.read('alert-external-url', check.serverUrl);
  const origin = {
    platform: reader.read('alert-platform', check.name) ?? platform,
    groups: reader.read('alert-groups', check.name) ?? DEFAULTS.alertGroups,
    ...(externalUrl !== undefined && { externalUrl }),
  };
  if (url === undefined) return undefined;
  return { url: createSecret(url), ...(token !== undefined && { token: createSecret(token) }), ...origin };
}

/** The configuration of `multismurf alert`. */
export function readAlertTestConfig(
  commandLine: Layer,
  sources: Sources,
  problems: Problem[],
): AlertTestConfig | undefined {
  const reader = createOptionReader(commandLine, problems);
  if (!reader.has('test')) {
    problems.push({
      source: 'command line',
      message: 'expected --test: this command only sends a test alert; the command serve sends real ones',
    });
  }
  const alerts = readAlerts(reader, sources, problems, DEFAULTS.addressRoot);
  if (alerts === undefined && problems.length === 0) {
    const message =
      'expected the URL of the receiver: give it with --alert-webhook, --alert-webhook-file or MULTISMURF_ALERT_WEBHOOK';
    problems.push({ source: '--alert-webhook', message });
  }
  return alerts === undefined ? undefined : { command: 'alert', alerts };
}

function readUrl(reader: OptionReader, sources: Sources, problems: Problem[]): GivenValue | undefined {
  const url = reader.given('alert-webhook');
  const file = reader.given('alert-webhook-file');
  if (url === undefined)
    return readSecret(reader, 'alert-webhook-file', 'MULTISMURF_ALERT_WEBHOOK', sources, problems);
  if (file !== undefined) {
    problems.push({
      source: file.source,
      message: 'expected either --alert-webhook or --alert-webhook-file, got both; remove one',
    });
  }
  return url;
}
