import { type DirectoryPort, readByGuid } from '#src/cutover/directory-port.ts';
import { chosen } from '#src/model/chosen-rows.ts';
import type { LegacyPrincipal } from '#src/model/legacy.ts';
import type { RowList } from '#src/model/row-list.ts';
import { type Check, notApplicable, notKnown, pass, violated } from '../check.ts';

/** Enough to notice that people are missing, few enough to ask for within seconds. */
const SAMPLE = 40;
/** User, group and folder of Active Directory ("PrincipalType table"). A domain object is no principal that can go. */
const IN_DIRECTORY: ReadonlySet<number> = new Set([5, 9, 10]);

export const s16: Check = {
  id: 'S16',
  concern: 'source',
  title: 'Principals still exist in Active Directory',
  requirement: 'A principal that is active in the source is an object of the forest: prinGuid is its objectGUID.',
  source: 'Principal table; tblPrincipal',
  severity: 'warn',
  endangers: 'service',
  results: ['pass', 'warn', 'unknown', 'not-applicable'],
  again: [],
  method: 'Asks the forest for the objectGUID of 40 active principals, spread evenly over tblPrincipal',
  manual: 'Run for some principals: Get-ADObject -Identity PRINGUID -Server GLOBALCATALOG:3268',
  async look(facts) {
    const principals = await facts.principals();
    if (!principals.known) return notKnown(s16, principals.why);
    const active = chosen(
      principals.value,
      ['prinDisabled', 'prinTypeID'],
      ({ prinDisabled, prinTypeID }) => !prinDisabled && IN_DIRECTORY.has(prinTypeID),
    );
    if (active.length === 0) return notApplicable('the source has no active principal of the directory');
    const forest = await facts.forest();
    if (!forest.known) return notKnown(s16, forest.why);
    const asked = sample(active);
    const orphans = await withoutObject(forest.value.globalCatalogue ?? forest.value.primary, asked);
    const looked = `${asked.length - orphans.length} of ${asked.length} sampled principals exist`;
    if (orphans.length === 0) return pass(looked);
    const names = orphans.slice(0, 3).map(({ prinID }) => `principal ${prinID}`);
    return violated(
      s16,
      `${looked}; missing for example ${names.join(', ')}`,
      'Let the 2010 server synchronise with Active Directory once more, or disable those principals in the source.',
    );
  },
};

function sample(active: RowList<LegacyPrincipal>): LegacyPrincipal[] {
  const step = Math.max(1, active.length / SAMPLE);
  return Array.from({ length: Math.min(SAMPLE, active.length) }, (_, at) => active.at(Math.floor(at * step))).filter(
    (each) => each !== undefined,
  );
}

async function withoutObject(port: DirectoryPort, asked: readonly LegacyPrincipal[]): Promise<LegacyPrincipal[]> {
  const missing: LegacyPrincipal[] = [];
  for (const each of asked) {
    if ((await readByGuid(port, each.prinGuid.toLowerCase(), ['objectGUID'])) === null) missing.push(each);
  }
  return missing;
}
