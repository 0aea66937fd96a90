import { stringify } from 'yaml';

/** An OCS site file with one host, `localhost`, and these agents on it: class by instance id. */
export function siteYaml(site: {
  readonly url: string;
  readonly httpUrl: string;
  readonly realm: string;
  readonly addressRoot: string;
  readonly instances: Readonly<Record<string, string>>;
}): string {
  const agents = Object.entries(site.instances).map(([id, agentClass]) => ({
    'agent-class': agentClass,
    'instance-id': id,
    arguments: [],
  }));
  return stringify({
    hub: {
      wamp_server: site.url,
      wamp_http: site.httpUrl,
      wamp_realm: site.realm,
      address_root: site.addressRoot,
    },
    hosts: { localhost: { 'agent-instances': agents } },
  });
}
