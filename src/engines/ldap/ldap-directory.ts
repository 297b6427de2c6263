/**
 * Active Directory over LDAP. Searches are paged, long multi-valued attributes are fetched range by range, and every
 * value comes as the bytes that the server holds. References to other domains are not followed, by design: all reads and
 * writes of a cut-over go to the one named domain controller, so that no write lands where it cannot be read back at
 * once. A reference instead of an answer is an error that names the domain to ask; what a search finds in other domains
 * is the global catalogue's business.
 */
import { Attribute, type Control, Change as LdapChange, type SearchOptions } from 'ldapts';
import { DirectoryRefused } from '#src/cutover/directory-errors-port.ts';
import {
  type Attributes,
  type Change,
  type DirectoryDescription,
  type DirectoryEntry,
  type DirectoryPort,
  type DirectoryQuery,
  entryOf,
} from '#src/cutover/directory-port.ts';
import { ldapFilter } from './condition.ts';
import type { LdapClient, LdapConnection } from './connection.ts';
import { DESCRIPTOR_PARTS, DescriptorParts, ShowDeleted } from './controls.ts';
import { describeServer } from './describe.ts';

const PAGE_ROWS = 500;
const NO_SUCH_OBJECT = 32;
const DESCRIPTOR = 'ntsecuritydescriptor';

/** ldapts asks this list which values to leave as bytes; the answer is always yes. */
class EveryAttribute extends Array<string> {
  override includes(): boolean {
    return true;
  }
}

export class LdapDirectory implements DirectoryPort {
  readonly #connection: LdapConnection;
  #description: Promise<DirectoryDescription> | null = null;

  constructor(connection: LdapConnection) {
    this.#connection = connection;
  }

  describe(): Promise<DirectoryDescription> {
    // Bases, domains and groups do not change while a cut-over runs, and they are asked for all the time.
    this.#description ??= describeServer(this.#connection, (query) => this.search(query)).catch((error: unknown) => {
      this.#description = null;
      throw error;
    });
    return this.#description;
  }

  async search(query: DirectoryQuery): Promise<DirectoryEntry[]> {
    const base = typeof query.base === 'string' ? query.base : byGuid(query.base.guid);
    const controls: Control[] = [];
    if (query.deleted === true) controls.push(new ShowDeleted());
    if (asksDescriptor(query.attributes)) controls.push(new DescriptorParts(DESCRIPTOR_PARTS.ownerGroupAndAccess));
    const names = query.attributes.includes('*') ? query.attributes : [...query.attributes, 'objectGUID'];
    try {
      return await this.#connection.read(`search below ${base || 'the forest'}`, async (client) => {
        const options: SearchOptions = {
          scope: query.scope,
          filter: ldapFilter(query.where),
          attributes: [...new Set(names)],
          explicitBufferAttributes: new EveryAttribute(),
          // A single object needs no pages, and rootDSE takes none.
          ...(query.scope === 'base' ? {} : { paged: { pageSize: PAGE_ROWS } }),
        };
        const { searchEntries } = await client.search(base, options, controls);
        const entries: DirectoryEntry[] = [];
        for (const { dn, ...rest } of searchEntries) {
          entries.push(entryOf(dn, await this.#whole(client, dn, new Map(Object.entries(rest)), controls)));
        }
        return entries;
      });
    } catch (error) {
      if (error instanceof DirectoryRefused && error.resultCode === NO_SUCH_OBJECT) return [];
      throw error;
    }
  }

  async add(dn: string, attributes: Attributes): Promise<void> {
    const list = [...attributes].map(([type, values]) => new Attribute({ type, values: [...values] }));
    const controls = asksDescriptor([...attributes.keys()])
      ? [new DescriptorParts(DESCRIPTOR_PARTS.ownerGroupAndAccess)]
      : [];
    await this.#connection.write(`create ${dn}`, (client) => client.add(dn, list, controls));
  }

  async modify(guid: string, changes: readonly Change[]): Promise<void> {
    const list = changes.map(ldapChange);
    const descriptor = changes.some((change) => change.attribute.toLowerCase() === DESCRIPTOR);
    const send = (parts: number): Promise<void> =>
      this.#connection.write(`modify ${guid}`, (client) =>
        client.modify(byGuid(guid), list, descriptor ? [new DescriptorParts(parts)] : []),
      );
    try {
      await send(DESCRIPTOR_PARTS.ownerGroupAndAccess);
    } catch (error) {
      // Few accounts may set an owner; the access list alone is what protects the object.
      if (!descriptor || !(error instanceof DirectoryRefused)) throw error;
      await send(DESCRIPTOR_PARTS.access);
    }
  }

  async remove(guid: string): Promise<void> {
    try {
      await this.#connection.write(`delete ${guid}`, (client) => client.del(byGuid(guid)));
    } catch (error) {
      if (error instanceof DirectoryRefused && error.resultCode === NO_SUCH_OBJECT) return;
      throw error;
    }
  }

  async restore(guid: string, dn: string): Promise<void> {
    const found = await this.search({
      base: { guid },
      scope: 'base',
      where: { present: 'objectClass' },
      attributes: ['isDeleted'],
      deleted: true,
    });
    const tombstone = found[0];
    if (tombstone === undefined) throw new DirectoryRefused(NO_SUCH_OBJECT, `restore ${guid}`, 'no deleted object');
    const changes = [
      new LdapChange({ operation: 'delete', modification: new Attribute({ type: 'isDeleted', values: [] }) }),
      new LdapChange({
        operation: 'replace',
        modification: new Attribute({ type: 'distinguishedName', values: [Buffer.from(dn, 'utf8')] }),
      }),
    ];
    // By the name that it has as a deleted object: not every server takes a GUID here. The name holds the GUID.
    await this.#connection.write(`restore ${guid}`, (client) =>
      client.modify(tombstone.dn, changes, [new ShowDeleted()]),
    );
  }

  /** Replaces ranges (`member;range=0-1499`) by the whole list. */
  async #whole(
    client: LdapClient,
    dn: string,
    raw: Map<string, Buffer | Buffer[] | string | string[]>,
    controls: readonly Control[],
  ): Promise<Attributes> {
    const whole = new Map<string, readonly Buffer[]>();
    for (const [key, value] of raw) {
      const range = RANGE.exec(key);
      let list = buffers(value);
      if (range === null) {
        if (list.length > 0) whole.set(key, list);
        continue;
      }
      const name = range[1] ?? '';
      let upper = range[3] ?? '*';
      while (upper !== '*') {
        const asked = `${name};range=${Number(upper) + 1}-*`;
        const options = { scope: 'base' as const, attributes: [asked], explicitBufferAttributes: new EveryAttribute() };
        const { searchEntries } = await client.search(dn, options, [...controls]);
        const next = Object.entries(searchEntries[0] ?? {}).find(([found]) => RANGE.test(found) && found !== asked);
        const full = Object.entries(searchEntries[0] ?? {}).find(
          ([found]) => found.toLowerCase() === asked.toLowerCase(),
        );
        const part = next ?? full;
        const more = part === undefined ? [] : buffers(part[1] as Buffer | Buffer[]);
        if (part === undefined || more.length === 0) break;
        list = [...list, ...more];
        upper = RANGE.exec(part[0])?.[3] ?? '*';
      }
      whole.set(name, list);
    }
    return whole;
  }
}

const RANGE = /^([^;]+);range=(\d+)-(\d+|\*)$/i;

function byGuid(guid: string): string {
  return `<GUID=${guid}>`;
}

function buffers(value: Buffer | Buffer[] | string | string[]): Buffer[] {
  const list = Array.isArray(value) ? value : [value];
  return list.map((item) => (typeof item === 'string' ? Buffer.from(item, 'utf8') : item));
}

function ldapChange(change: Change): LdapChange {
  return new LdapChange({
    operation: change.operation,
    modification: new Attribute({ type: change.attribute, values: [...change.values] }),
  });
}

function asksDescriptor(names: readonly string[]): boolean {
  return names.some((name) => name.toLowerCase() === DESCRIPTOR);
}
