import { chosen } from '#src/model/chosen-rows.ts';
import { dnsNameOf } from '#src/model/distinguished-name.ts';
import { guidBytes } from '#src/model/object-identity.ts';
import { only } from '#src/model/row-list.ts';
import { type Check, notKnown, pass, violated } from '../check.ts';
import { inForest } from '../forest-objects.ts';

/** Spread over the list; enough to tell a forest by, few enough for one search. */
const SAMPLE = 100;
/** tblPrincipalType: users and groups that the directory holds. */
const IN_DIRECTORY = new Set([5, 9]);

export const d23: Check = {
  id: 'D23',
  concern: 'deployment',
  reads: true,
  title: 'Source and target are in one forest',
  requirement: 'Group Chat and Persistent Chat are in the same Active Directory forest.',
  source: 'Migration process details',
  severity: 'block',
  endangers: 'data',
  results: ['pass', 'warn', 'block', 'unknown'],
  again: ['cutover'],
  method:
    'The domains in prinADPath of the source against the domains of the forest, and a sample of prinGuid looked up as objectGUID',
  manual: 'Compare: (Get-ADForest).Domains with SELECT DISTINCT prinADPath of the source’s tblPrincipal',
  async look(facts) {
    const principals = await facts.principals();
    if (!principals.known) return notKnown(d23, principals.why);
    const forest = await facts.forest();
    if (!forest.known) return notKnown(d23, forest.why);
    const { domains, domainBase, forestBase } = await forest.value.primary.describe();
    const own = new Set([...domains, domainBase, forestBase].map((base) => dnsNameOf(base).toLowerCase()));
    const people = chosen(
      principals.value,
      ['prinTypeID', 'prinADPath', 'prinDisabled'],
      (each) => IN_DIRECTORY.has(each.prinTypeID) && each.prinADPath !== null && !each.prinDisabled,
    );
    if (people.length === 0) return notKnown(d23, 'the source has no principals of a directory');
    const foreign = new Set<string>();
    for (const { prinADPath } of only(people, 'prinADPath')) {
      const domain = dnsNameOf(prinADPath ?? '').toLowerCase();
      if (domain !== '' && !own.has(domain)) foreign.add(domain);
    }
    if (foreign.size > 0) return violated(d23, `the source has people of ${[...foreign].join(', ')}`, FOREIGN);
    // One GUID may stand twice, which is S02's business: it is one person of the directory.
    const guids = new Set<string>();
    const step = Math.max(1, Math.floor(people.length / SAMPLE));
    for (let at = 0; at < people.length && guids.size < SAMPLE; at += step) {
      guids.add(people.at(at)?.prinGuid.toLowerCase() ?? '');
    }
    const sample = [...guids];
    const any = sample.map((guid) => ({ equals: ['objectGUID', Buffer.from(guidBytes(guid))] as const }));
    const found = await inForest(forest.value, { any }, ['objectClass']);
    if (found.length === 0) {
      return violated(d23, `none of ${sample.length} people of the source is in the directory`, FOREIGN);
    }
    if (found.length < sample.length) {
      const looked = `${sample.length - found.length} of ${sample.length} people of a sample are not in the directory`;
      return violated({ severity: 'warn' }, looked, 'See S16 and the plan: those who left are migrated as disabled.');
    }
    return pass(`${own.size} domain(s); all ${sample.length} people of a sample are in the directory`);
  },
};

const FOREIGN = 'Migrate within the forest that Group Chat is in; across forests it is not supported.';
