/**
 * Brings the well-known user back, by the least lossy way that the directory allows: the living object written back; the
 * deleted one reanimated, with its GUID and SID; else one made anew, which is said loudly. Every step looks first, so
 * that a restoration that was cut off is simply run again.
 */
import { parentDn, sameDn } from '#src/model/distinguished-name.ts';
import { ruleOf } from './attribute-rules.ts';
import {
  type AttributeDifference,
  type BeforeImage,
  DESCRIPTOR,
  differencesFrom,
  recreatableAttributes,
  WHOLE_ENTRY,
} from './before-image.ts';
import { DirectoryRefused } from './directory-errors-port.ts';
import {
  type Change,
  type DirectoryEntry,
  type DirectoryPort,
  readByDn,
  readByGuid,
  values,
} from './directory-port.ts';

export type RestorationWay = 'untouched' | 'written-back' | 'recycle-bin' | 'tombstone' | 're-created';

export interface Restoration {
  readonly way: RestorationWay;
  readonly guid: string;
  readonly differences: readonly (AttributeDifference & { readonly refusal?: string })[];
  readonly linksRefused: readonly { readonly dn: string; readonly attribute: string; readonly reason: string }[];
  /** Things that a person must do now. */
  readonly remarks: readonly string[];
}

const VALUE_EXISTS = 20;
/** A right can be granted; a SID that was given up for the lack of one is gone. */
const NO_RIGHT = 50;
const ACCOUNT_DISABLED = 2;

/** @param recreatedGuid GUID of an object that an earlier, interrupted restoration made anew. */
export async function restoreUser(
  port: DirectoryPort,
  image: BeforeImage,
  journal: (event: string, detail: Record<string, unknown>) => Promise<void>,
  recreatedGuid: string | null = null,
): Promise<Restoration> {
  const remarks: string[] = [];
  const { way, guid } = await bringBack(port, image, journal, recreatedGuid, remarks);
  const refusals = await writeBack(port, image, guid);
  const linksRefused = await relink(port, image, guid);
  const entry = await readByGuid(port, guid, WHOLE_ENTRY);
  if (entry === null) throw new DirectoryRefused(32, `read ${guid} after its restoration`, '');
  const differences = differencesFrom(image, entry).map((difference) => {
    const refusal = refusals.get(difference.attribute);
    return refusal === undefined ? difference : { ...difference, refusal };
  });
  const changed = refusals.size > 0 || differences.length > 0;
  if (way === 're-created') {
    remarks.push(
      `The user was created anew: its SID is no longer ${image.sid}. Give every permission that named the old SID to the new account.`,
    );
  }
  if (way === 're-created' || way === 'tombstone') {
    remarks.push('The password did not come back: set one, and enter it where the Group Chat services keep it.');
  }
  if (!sameDn(entry.dn, image.entry.dn)) {
    remarks.push(`The user is now called ${entry.dn}; someone renamed or moved it, and gc2pc leaves that as it is.`);
  }
  return { way: way === 'written-back' && !changed ? 'untouched' : way, guid, differences, linksRefused, remarks };
}

async function bringBack(
  port: DirectoryPort,
  image: BeforeImage,
  journal: (event: string, detail: Record<string, unknown>) => Promise<void>,
  recreatedGuid: string | null,
  remarks: string[],
): Promise<{ way: RestorationWay; guid: string }> {
  const { guid } = image.entry;
  if ((await readByGuid(port, guid, ['objectClass'])) !== null) return { way: 'written-back', guid };
  if (recreatedGuid !== null && (await readByGuid(port, recreatedGuid, ['objectClass'])) !== null) {
    return { way: 're-created', guid: recreatedGuid };
  }
  const { recycleBin } = await port.describe();
  if ((await readByGuid(port, guid, ['objectClass'], true)) !== null) {
    try {
      await journal('restore:reanimate', { guid, recycleBin });
      await port.restore(guid, image.entry.dn);
      return { way: recycleBin ? 'recycle-bin' : 'tombstone', guid };
    } catch (error) {
      if (!(error instanceof DirectoryRefused) || error.resultCode === NO_RIGHT) throw error;
      if (await nameTaken(port, image)) throw error;
      remarks.push(`The deleted object could not be brought back (${error.message}).`);
    }
  } else remarks.push(`The deleted object ${guid} is no longer there.`);
  return { way: 're-created', guid: await recreate(port, image, journal) };
}

async function nameTaken(port: DirectoryPort, image: BeforeImage): Promise<boolean> {
  return (await readByDn(port, image.entry.dn, ['objectClass'])) !== null;
}

/** A new object with what the image holds. It stays disabled where the server demands a password first. */
async function recreate(
  port: DirectoryPort,
  image: BeforeImage,
  journal: (event: string, detail: Record<string, unknown>) => Promise<void>,
): Promise<string> {
  const attributes = new Map(recreatableAttributes(image));
  attributes.delete(DESCRIPTOR);
  const control = Number(attributes.get('userAccountControl')?.[0]?.toString('utf8') ?? 512);
  attributes.set('userAccountControl', [Buffer.from(String(control | ACCOUNT_DISABLED))]);
  await journal('restore:re-create', { dn: image.entry.dn });
  const existing = await readByDn(port, image.entry.dn, ['sAMAccountName']);
  if (existing === null) await port.add(image.entry.dn, attributes);
  else if (!equalBytes(values(existing, 'sAMAccountName'), values(image.entry, 'sAMAccountName'))) {
    throw new DirectoryRefused(68, `create ${image.entry.dn}`, `another object has this name: ${existing.guid}`);
  }
  const made = await readByDn(port, image.entry.dn, ['objectGUID']);
  if (made === null)
    throw new DirectoryRefused(32, `read ${image.entry.dn} after its creation`, parentDn(image.entry.dn));
  await journal('restore:re-created', { guid: made.guid });
  return made.guid;
}

/** Makes every restorable attribute what it was; at once where the server takes that, else one by one. */
async function writeBack(port: DirectoryPort, image: BeforeImage, guid: string): Promise<Map<string, string>> {
  const refusals = new Map<string, string>();
  const entry = await readByGuid(port, guid, WHOLE_ENTRY);
  if (entry === null) return refusals;
  const changes = changesBackTo(image, entry);
  const [descriptor, rest] = [
    changes.filter((change) => change.attribute === DESCRIPTOR),
    changes.filter((change) => change.attribute !== DESCRIPTOR),
  ];
  try {
    if (rest.length > 0) await port.modify(guid, rest);
  } catch (error) {
    if (!(error instanceof DirectoryRefused)) throw error;
    for (const change of rest) await tryChange(port, guid, change, refusals);
  }
  // The access list last: it may take away the right to write the others.
  for (const change of descriptor) await tryChange(port, guid, change, refusals);
  return refusals;
}

async function tryChange(
  port: DirectoryPort,
  guid: string,
  change: Change,
  refusals: Map<string, string>,
): Promise<void> {
  try {
    await port.modify(guid, [change]);
  } catch (error) {
    if (!(error instanceof DirectoryRefused)) throw error;
    refusals.set(change.attribute, error.message);
  }
}

function changesBackTo(image: BeforeImage, entry: DirectoryEntry): Change[] {
  return differencesFrom(image, entry)
    .filter(({ attribute, what }) => {
      const { fate } = ruleOf(image.rules, attribute);
      // An attribute that came with the reanimation is unknown to the image's rules; it goes where the server lets it.
      return fate === 'restorable' || (what === 'extra' && REANIMATION_EXTRAS.has(attribute));
    })
    .map(({ attribute }) => ({ operation: 'replace', attribute, values: values(image.entry, attribute) }));
}

/** Attributes that some servers leave on a reanimated account. */
const REANIMATION_EXTRAS = new Set(['adminCount', 'operatorCount']);

/** Puts the user back where other objects pointed to it. A single-valued link that points elsewhere now is left. */
async function relink(port: DirectoryPort, image: BeforeImage, guid: string): Promise<Restoration['linksRefused']> {
  const refused: { dn: string; attribute: string; reason: string }[] = [];
  const user = await readByGuid(port, guid, ['distinguishedName']);
  if (user === null) return refused;
  for (const { dn, attribute, single } of image.linkEnds) {
    const holder = await readByDn(port, dn, [attribute]);
    if (holder === null) {
      refused.push({ dn, attribute, reason: 'the object is gone or has another name' });
      continue;
    }
    const present = values(holder, attribute).map((value) => value.toString('utf8'));
    if (present.some((value) => sameDn(value, user.dn))) continue;
    if (single && present.length > 0) {
      refused.push({ dn, attribute, reason: 'it points to another object now' });
      continue;
    }
    try {
      await port.modify(holder.guid, [{ operation: 'add', attribute, values: [Buffer.from(user.dn, 'utf8')] }]);
    } catch (error) {
      if (!(error instanceof DirectoryRefused)) throw error;
      if (error.resultCode !== VALUE_EXISTS) refused.push({ dn, attribute, reason: error.message });
    }
  }
  return refused;
}

function equalBytes(one: readonly Buffer[], other: readonly Buffer[]): boolean {
  return one.length === other.length && one.every((value, index) => value.equals(other[index] ?? Buffer.alloc(0)));
}
