import * as check from '../checks.js';
import { DEFAULTS } from '../cli/option-definition.js';
import type { OptionReader } from '../cli/option-values.js';
import type { Problem } from '../problem.js';
import type { Site } from '../site/site.js';

/** How to reach an OCS network, and its access policy. */
export interface Router {
  /** Undefined if it is missing or invalid, which is then in the problems. */
  readonly url: string | undefined;
  readonly realm: string;
  readonly addressRoot: string;
  readonly accessPolicy: string | undefined;
}

/** The OCS site options of every command that joins a network. */
export function readRouter(site: Site | null | undefined, reader: OptionReader, problems: Problem[]): Router {
  const url = reader.read('site-hub', check.routerUrl);
  if (site !== undefined) reportMissing(site, reader, problems);
  // It has no effect, but OCS requires a whole number, so the same command line is valid for both.
  reader.read('crossbar-timeout', check.wholeNumber(0, Number.MAX_SAFE_INTEGER));
  return {
    url,
    realm: reader.read('site-realm', check.realm) ?? DEFAULTS.realm,
    addressRoot: reader.read('address-root', check.addressRoot) ?? DEFAULTS.addressRoot,
    accessPolicy: reader.read('access-policy', check.accessPolicy),
  };
}

function reportMissing(site: Site | null, reader: OptionReader, problems: Problem[]): void {
  if (site === null) {
    if (reader.given('site-hub') === undefined) {
      problems.push({
        source: '--site-hub',
        message:
          'expected the URL of the WAMP router, because no site file is read; add --site-hub ws://localhost:8001/ws',
      });
    }
    return;
  }
  if (site.hub === undefined) return;
  const required = [
    { key: 'wamp_server', option: 'site-hub', example: 'ws://localhost:8001/ws' },
    { key: 'wamp_realm', option: 'site-realm', example: DEFAULTS.realm },
    { key: 'address_root', option: 'address-root', example: DEFAULTS.addressRoot },
  ] as const;
  for (const { key, option, example } of required) {
    if (reader.given(option) !== undefined) continue;
    problems.push({
      source: `${site.file}: hub.${key}`,
      message: `the key is missing; add ${key}: ${example}, or use --${option}`,
    });
  }
}
