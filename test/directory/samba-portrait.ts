/** What a cut-over may touch on a real domain controller, attribute by attribute, and which of two worlds it shows. */
import { type BeforeImage, differencesFrom, takeBeforeImage, WHOLE_ENTRY } from '#src/cutover/before-image.ts';
import type { DirectoryEntry, DirectoryPort } from '#src/cutover/directory-port.ts';
import { CONTACTS, type LookupUser } from './directories.ts';
import type { Ending } from './fault-matrix.ts';

/** Attributes that the server moves by itself. */
const RESTLESS = new Set(['whenChanged', 'whenCreated', 'uSNChanged', 'uSNCreated', 'dSCorePropagationData']);
/** What only the name of a contact decides, or chance. */
const OF_THE_NAME = new Set(['objectGUID', 'cn', 'name', 'distinguishedName']);

export interface Portrait {
  /** Null where the user is gone. */
  readonly user: BeforeImage | null;
  readonly userGuid: string;
  /** Everything of the cell but the user: DN → attribute → values. */
  readonly around: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Contacts with the SIP URI, the URI replaced by a sign. */
  readonly contacts: readonly Readonly<Record<string, string>>[];
  /** The whole contact of the pool's installation: the pattern that an endpoint must follow. */
  readonly pattern: Readonly<Record<string, string>>;
}

export async function portrait(port: DirectoryPort, unit: string, user: LookupUser): Promise<Portrait> {
  const below = await port.search({
    base: unit,
    scope: 'sub',
    where: { present: 'objectClass' },
    attributes: WHOLE_ENTRY,
  });
  const contacts = await port.search({
    base: CONTACTS,
    scope: 'one',
    where: { present: 'objectClass' },
    attributes: WHOLE_ENTRY,
  });
  const own = contacts.filter((entry) => written(entry)['msRTCSIP-PrimaryUserAddress'] === quoted(user.uri));
  const first = contacts.find((entry) =>
    (written(entry)['msRTCSIP-PrimaryUserAddress'] ?? '').includes('sip:endpoint-pcpool@'),
  );
  return {
    user: await takeBeforeImage(port, user.guid, 0),
    userGuid: user.guid,
    around: Object.fromEntries(
      below.filter((entry) => entry.guid !== user.guid).map((entry) => [entry.dn, written(entry)]),
    ),
    contacts: own.map((entry) => signed(written(entry, OF_THE_NAME), user.uri)),
    pattern: first === undefined ? {} : written(first, OF_THE_NAME),
  };
}

/** @param meddled the world right after somebody else had changed it; null where nobody had */
export function endingOf(now: Portrait, before: Portrait, meddled: Portrait | null): Ending {
  if (isPlanned(now, before, meddled)) return 'as planned';
  if (isAsBefore(now, before)) return 'as before';
  if (meddled !== null && isAsBefore(now, meddled)) return 'as before, with the change that someone else made';
  return 'NEITHER';
}

function isAsBefore(now: Portrait, before: Portrait): boolean {
  if (now.user === null || before.user === null || now.contacts.length > 0) return false;
  const differences = differencesFrom(before.user, now.user.entry).filter((item) => item.matters);
  return differences.length === 0 && same(now.around, before.around);
}

/** The user is gone with its links, nothing else of the cell is touched, and the contact follows the pattern. */
function isPlanned(now: Portrait, before: Portrait, meddled: Portrait | null): boolean {
  const [contact, ...more] = now.contacts;
  if (now.user !== null || contact === undefined || more.length > 0) return false;
  const names = [before, meddled].flatMap((world) => (world?.user == null ? [] : [world.user.entry.dn]));
  if (!same(now.around, withoutLinksTo(names, before.around))) return false;
  const byOthers = meddled?.contacts[0]?.description;
  const expected = {
    ...before.pattern,
    displayName: quoted('URI'),
    'msRTCSIP-PrimaryUserAddress': quoted('URI'),
    ...(byOthers === undefined ? {} : { description: byOthers }),
  };
  return same(contact, expected);
}

function withoutLinksTo(names: readonly string[], around: Portrait['around']): Portrait['around'] {
  const gone = new Set(names.map((name) => quoted(name)));
  return Object.fromEntries(
    Object.entries(around).map(([dn, attributes]) => [
      dn,
      Object.fromEntries(Object.entries(attributes).filter(([, value]) => !gone.has(value))),
    ]),
  );
}

function written(entry: DirectoryEntry, without: ReadonlySet<string> = new Set()): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, values] of [...entry.attributes].sort()) {
    if (RESTLESS.has(name) || without.has(name)) continue;
    result[name] = JSON.stringify(values.map((value) => value.toString('latin1')).sort());
  }
  return result;
}

function signed(attributes: Record<string, string>, uri: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      value.replaceAll(uri, 'URI').replaceAll(uri.slice('sip:'.length), 'URI'),
    ]),
  );
}

function quoted(text: string): string {
  return JSON.stringify([Buffer.from(text, 'utf8').toString('latin1')]);
}

function same(one: object, other: object): boolean {
  const sorted = (value: object): string =>
    JSON.stringify(value, (_key, item: unknown) =>
      typeof item === 'object' && item !== null && !Array.isArray(item)
        ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
        : item,
    );
  return sorted(one) === sorted(other);
}
