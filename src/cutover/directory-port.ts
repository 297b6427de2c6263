/**
 * What the cut-over needs of a directory. Every value is bytes, so that what is written back is what was read. A write
 * names its object by GUID, so that only the object that was looked at can be touched, whatever it is called by then.
 */
import { guidText } from '#src/model/object-identity.ts';

/** Attribute name as the schema spells it → its values. */
export type Attributes = ReadonlyMap<string, readonly Buffer[]>;

export interface DirectoryEntry {
  readonly dn: string;
  /** Lower case, 8-4-4-4-12. */
  readonly guid: string;
  readonly attributes: Attributes;
}

/** A search condition as data: no text is ever put together, so nothing can be smuggled in. */
export type Condition =
  | { readonly equals: readonly [attribute: string, value: string | Buffer] }
  | { readonly startsWith: readonly [attribute: string, value: string] }
  | { readonly present: string }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] };

export interface DirectoryQuery {
  /** A DN; `''` asks a global catalogue for the whole forest. */
  readonly base: string | { readonly guid: string };
  readonly scope: 'base' | 'one' | 'sub';
  readonly where: Condition;
  /** Names; `*` = everything the account may read. Constructed attributes must be asked for by name. */
  readonly attributes: readonly string[];
  /** Finds deleted objects too. */
  readonly deleted?: boolean;
}

export interface Change {
  readonly operation: 'add' | 'delete' | 'replace';
  readonly attribute: string;
  readonly values: readonly Buffer[];
}

export interface DirectoryDescription {
  /** DNS name of the domain controller that answers. */
  readonly server: string;
  readonly domainBase: string;
  readonly configurationBase: string;
  readonly schemaBase: string;
  readonly forestBase: string;
  /** Domains of the forest; with one alone its controllers see all of it without a global catalogue. */
  readonly domains: readonly string[];
  readonly recycleBin: boolean;
  /** SIDs of the account that is logged in and of its groups. Empty where the server does not tell. */
  readonly token: readonly string[];
}

export interface DirectoryPort {
  describe(): Promise<DirectoryDescription>;
  /** All matching entries, however many pages and ranges that takes. An unknown base finds nothing. */
  search(query: DirectoryQuery): Promise<DirectoryEntry[]>;
  /** Throws `DirectoryRefused` with result code 68 where the DN is taken. */
  add(dn: string, attributes: Attributes): Promise<void>;
  /** All changes or none. */
  modify(guid: string, changes: readonly Change[]): Promise<void>;
  /** Deletes one leaf. An object that is gone already is no error. */
  remove(guid: string): Promise<void>;
  /** Brings a deleted object back under `dn`, with the GUID and SID that it had. */
  restore(guid: string, dn: string): Promise<void>;
}

/** One named domain controller for all reads and writes, and the others that must come to agree with it. */
export interface Forest {
  readonly primary: DirectoryPort;
  /** Name → the other listed domain controllers. Read only. */
  readonly others: ReadonlyMap<string, DirectoryPort>;
  /** Null where none answers. Read only. */
  readonly globalCatalogue: DirectoryPort | null;
}

export function values(entry: DirectoryEntry, attribute: string): readonly Buffer[] {
  const exact = entry.attributes.get(attribute);
  if (exact !== undefined) return exact;
  const wanted = attribute.toLowerCase();
  for (const [name, found] of entry.attributes) if (name.toLowerCase() === wanted) return found;
  return [];
}

export function texts(entry: DirectoryEntry, attribute: string): string[] {
  return values(entry, attribute).map((value) => value.toString('utf8'));
}

/** The first value as text, null where there is none. */
export function text(entry: DirectoryEntry, attribute: string): string | null {
  return values(entry, attribute)[0]?.toString('utf8') ?? null;
}

/** Attributes from plain texts; empty lists are left out. */
export function attributes(from: Readonly<Record<string, string | readonly string[] | Buffer>>): Attributes {
  const map = new Map<string, Buffer[]>();
  for (const [name, value] of Object.entries(from)) {
    if (Buffer.isBuffer(value)) map.set(name, [value]);
    else {
      const list = typeof value === 'string' ? [value] : value;
      if (list.length > 0)
        map.set(
          name,
          list.map((item) => Buffer.from(item, 'utf8')),
        );
    }
  }
  return map;
}

export function entryOf(dn: string, from: Attributes): DirectoryEntry {
  const entry = { dn, guid: '', attributes: from };
  const guid = values(entry, 'objectGUID')[0];
  return guid === undefined ? entry : { ...entry, guid: guidText(guid) };
}

export async function readByGuid(
  port: DirectoryPort,
  guid: string,
  names: readonly string[] = ['*'],
  deleted = false,
): Promise<DirectoryEntry | null> {
  const found = await port.search({
    base: { guid },
    scope: 'base',
    where: { present: 'objectClass' },
    attributes: names,
    deleted,
  });
  return found[0] ?? null;
}

export async function readByDn(
  port: DirectoryPort,
  dn: string,
  names: readonly string[] = ['*'],
): Promise<DirectoryEntry | null> {
  const found = await port.search({ base: dn, scope: 'base', where: { present: 'objectClass' }, attributes: names });
  return found[0] ?? null;
}
