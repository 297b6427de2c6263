import { readByDn, text } from '#src/cutover/directory-port.ts';
import { dnsNameOf, parentDn } from '#src/model/distinguished-name.ts';
import { type Check, notKnown, pass, violated } from '../check.ts';

/** Bit of `options` of an nTDSDSA object: the controller is a global catalogue. */
const IS_CATALOGUE = 1;

export const d25: Check = {
  id: 'D25',
  concern: 'deployment',
  title: 'The root domain has a global catalogue',
  requirement: 'At least one global catalogue is in the root domain of the forest.',
  source: 'Components and topologies for Persistent Chat Server',
  severity: 'warn',
  endangers: 'service',
  results: ['pass', 'warn', 'unknown'],
  again: ['cutover'],
  method: 'LDAP: options of the nTDSDSA objects below CN=Sites, and the names of their servers',
  manual: 'Run: (Get-ADForest).GlobalCatalogs',
  async look(facts) {
    const forest = await facts.forest();
    if (!forest.known) return notKnown(d25, forest.why);
    const { primary } = forest.value;
    const { configurationBase, forestBase } = await primary.describe();
    const settings = await primary.search({
      base: `CN=Sites,${configurationBase}`,
      scope: 'sub',
      where: { equals: ['objectClass', 'nTDSDSA'] },
      attributes: ['options'],
    });
    if (settings.length === 0) return notKnown(d25, 'the directory tells of no domain controller');
    const catalogues: string[] = [];
    for (const entry of settings) {
      if ((Number(text(entry, 'options') ?? 0) & IS_CATALOGUE) === 0) continue;
      const server = await readByDn(primary, parentDn(entry.dn), ['dNSHostName']);
      catalogues.push((server === null ? null : text(server, 'dNSHostName')) ?? '');
    }
    const root = dnsNameOf(forestBase).toLowerCase();
    const inRoot = catalogues.filter((name) => name.toLowerCase().split('.').slice(1).join('.') === root);
    if (inRoot.length > 0) return pass(`${inRoot.join(', ')} in ${root}`);
    const seen = catalogues.length === 0 ? 'no global catalogue at all' : `only ${catalogues.join(', ')}`;
    return violated(d25, `${seen}, none in ${root}`, 'Make a controller of the root domain a global catalogue.');
  },
};
