/** Questions about the deployment that several checks ask, answered from whichever fact is there. */

import type { Facts } from './facts.ts';
import { lyncPools, POOL_VERSION_2013 } from './forest-objects.ts';
import { known, type Reading, unknown } from './reading.ts';
import { chatService, dependency, poolOf } from './topology.ts';

export const NO_POOL = 'pool.fqdn is not configured';

/** FQDNs of the computers that run Persistent Chat. */
export async function chatServers(facts: Facts): Promise<Reading<readonly string[]>> {
  const { poolFqdn } = facts.settings;
  if (poolFqdn === null) return unknown(NO_POOL);
  const topology = await facts.topology();
  if (!topology.known) return topology;
  const computers = poolOf(topology.value, poolFqdn)?.computers ?? [];
  if (computers.length === 0) return unknown(`the exported topology has no computers of ${poolFqdn}`);
  return known(computers);
}

/** FQDNs of the Front Ends that carry the web services for Persistent Chat. */
export async function frontEnds(facts: Facts): Promise<Reading<readonly string[]>> {
  const topology = await facts.topology();
  const { poolFqdn } = facts.settings;
  if (topology.known && poolFqdn !== null) {
    const service = chatService(topology.value, poolFqdn);
    const registrar = service === null ? null : dependency(service, /^Registrar$/i);
    const computers = registrar === null ? [] : (poolOf(topology.value, registrar)?.computers ?? []);
    if (computers.length > 0) return known(computers);
  }
  const forest = await facts.forest();
  if (!forest.known) return topology.known ? forest : unknown(`${topology.why}, and ${forest.why}`);
  const pools = (await lyncPools(forest.value)).filter(({ version }) => (version ?? 0) >= POOL_VERSION_2013);
  const names = pools.map(({ fqdn }) => fqdn).filter(Boolean);
  return names.length > 0 ? known(names) : unknown('neither topology nor directory names a Front End of 2013');
}

/** Whether compliance is wanted: the answer of the operator, else what the topology says. */
export async function compliance(facts: Facts): Promise<Reading<boolean>> {
  const answer = facts.settings.answers.get('compliance');
  if (answer !== undefined) return known(/^(yes|true|required|y)\b/i.test(answer.trim()));
  const topology = await facts.topology();
  if (!topology.known) return unknown(`preflight.answers.compliance is not set, and ${topology.why}`);
  return known(topology.value.pools.some((pool) => pool.services.some(({ role }) => /ComplianceStore$/i.test(role))));
}

/** The path of the file store: configured, else as the topology says. */
export async function fileStorePath(facts: Facts): Promise<Reading<string>> {
  const { fileStore, poolFqdn } = facts.settings;
  if (fileStore !== null) return known(fileStore);
  const topology = await facts.topology();
  if (!topology.known) return unknown(`preflight.fileStore is not set, and ${topology.why}`);
  const service = poolFqdn === null ? null : chatService(topology.value, poolFqdn);
  const host = service === null ? null : dependency(service, /^FileStore$/i);
  const store = topology.value.pools
    .filter(({ fqdn }) => fqdn === host)
    .flatMap(({ services }) => services)
    .find(({ role }) => /^FileStore$/i.test(role));
  const place = store?.place ?? null;
  return place === null ? unknown('the exported topology names no file store of the pool') : known(place);
}
