import { expect, it } from 'vitest';
import {
  attributes,
  type DirectoryPort,
  readByDn,
  readByGuid,
  text,
  texts,
  values,
} from '#src/cutover/directory-port.ts';
import { childDn } from '#src/model/distinguished-name.ts';
import { BASE, forEachDirectory, makeLookupUser } from './directories.ts';

const USERS = `CN=Users,${BASE}`;
/** Characters that DNs, filters and shells give a meaning to. */
const NAMES = [
  'Smith, John "J" #1',
  '#leading hash',
  'star * (and) parentheses',
  'back\\slash + plus = equals; semi < less > more',
  'Größe ÄÖÜ ß',
  '検索サービス',
  ' leading and trailing ',
];

forEachDirectory('a directory', (directory) => {
  const port = (): DirectoryPort => directory().port;

  it('describes itself: its bases, its domains, the groups of the account', async () => {
    const description = await port().describe();
    expect(description).toMatchObject({
      domainBase: BASE,
      configurationBase: `CN=Configuration,${BASE}`,
      schemaBase: `CN=Schema,CN=Configuration,${BASE}`,
      domains: [BASE],
      recycleBin: false,
    });
    expect(description.token.length).toBeGreaterThan(2);
  });

  it('gives every value back as the bytes that were written, a byte-order mark included', async () => {
    const user = await makeLookupUser(port());
    const entry = await readByGuid(port(), user.guid);
    expect(entry === null ? [] : values(entry, 'thumbnailPhoto')).toEqual([
      Buffer.from([0xef, 0xbb, 0xbf, 0xff, 0, 0x80, 0x0a]),
    ]);
    expect(entry === null ? '' : text(entry, 'displayName')).toBe('Group Chat größe 検索');
  });

  it.each(NAMES)('creates, finds, reads and deletes an object called %j', async (name) => {
    const dn = childDn('CN', name, USERS);
    await port().add(dn, attributes({ objectClass: 'contact', displayName: name }));
    const made = await readByDn(port(), dn);
    expect(made === null ? '' : text(made, 'cn')?.trim()).toBe(name.trim());
    const found = await port().search({
      base: BASE,
      scope: 'sub',
      where: { equals: ['displayName', name] },
      attributes: ['cn'],
    });
    expect(found.map((entry) => entry.guid)).toEqual([made?.guid]);
    await port().remove(made?.guid ?? '');
    expect(await readByDn(port(), dn)).toBeNull();
  });

  it('searches without case, and finds nothing where a filter would have been smuggled in', async () => {
    const user = await makeLookupUser(port());
    const owners = (uri: string) =>
      port().search({
        base: BASE,
        scope: 'sub',
        where: { equals: ['msRTCSIP-PrimaryUserAddress', uri] },
        attributes: [],
      });
    expect(await owners(user.uri.toUpperCase())).toHaveLength(1);
    expect(await owners('*')).toEqual([]);
    expect(await owners('x)(objectClass=*')).toEqual([]);
  });

  it('shows the other ends of links on the object that they point to', async () => {
    const user = await makeLookupUser(port());
    const entry = await readByGuid(port(), user.guid);
    if (entry === null) throw new Error('no user');
    expect(texts(entry, 'memberOf')).toHaveLength(1);
    expect(texts(entry, 'managedObjects')).toHaveLength(1);
    expect(texts(entry, 'directReports')).toHaveLength(1);
  });

  it('deletes by GUID, twice without an error, and lets links go with the object', async () => {
    const user = await makeLookupUser(port());
    const before = await readByGuid(port(), user.guid);
    const group = before === null ? '' : (texts(before, 'memberOf')[0] ?? '');
    await port().remove(user.guid);
    await port().remove(user.guid);
    expect(await readByGuid(port(), user.guid)).toBeNull();
    const holder = await readByDn(port(), group, ['member', 'managedBy']);
    expect(holder === null ? null : [...texts(holder, 'member'), ...texts(holder, 'managedBy')]).toEqual([]);
  });

  it('keeps a tombstone with GUID and SID, without the SIP address, and brings it back', async () => {
    const user = await makeLookupUser(port());
    const before = await readByGuid(port(), user.guid);
    await port().remove(user.guid);
    const tombstone = await readByGuid(port(), user.guid, ['*'], true);
    expect(tombstone === null ? null : text(tombstone, 'msRTCSIP-PrimaryUserAddress')).toBeNull();
    await port().restore(user.guid, user.dn);
    const after = await readByDn(port(), user.dn);
    expect(after?.guid).toBe(user.guid);
    expect(after === null ? [] : values(after, 'objectSid')).toEqual(
      before === null ? null : values(before, 'objectSid'),
    );
  });

  it('changes all of a modification or nothing of it', async () => {
    const user = await makeLookupUser(port());
    await expect(
      port().modify(user.guid, [
        { operation: 'replace', attribute: 'displayName', values: [Buffer.from('half')] },
        { operation: 'replace', attribute: 'manager', values: [Buffer.from(`CN=not there,${USERS}`)] },
      ]),
    ).rejects.toMatchObject({ resultCode: expect.any(Number) });
    const entry = await readByGuid(port(), user.guid);
    expect(entry === null ? '' : text(entry, 'displayName')).toBe('Group Chat größe 検索');
  });

  it.each([
    ['a name that is taken', 68, async (dn: string) => port().add(dn, attributes({ objectClass: 'contact' }))],
    [
      'a container that is not there',
      32,
      async () => port().add(`CN=x,OU=nowhere,${BASE}`, attributes({ objectClass: 'contact' })),
    ],
    [
      'a link to nobody',
      19,
      async (_dn: string, guid: string) =>
        port().modify(guid, [
          { operation: 'replace', attribute: 'manager', values: [Buffer.from(`CN=nobody,${USERS}`)] },
        ]),
    ],
  ])('refuses %s with a code and an order what to do', async (_what, code, work) => {
    const user = await makeLookupUser(port());
    await expect(work(user.dn, user.guid)).rejects.toMatchObject({
      resultCode: code,
      hint: expect.stringMatching(/\w/),
    });
  });

  it('refuses to delete an object that others lie below', async () => {
    const user = await makeLookupUser(port());
    await port().add(childDn('CN', 'below', user.dn), attributes({ objectClass: 'classStore' }));
    await expect(port().remove(user.guid)).rejects.toMatchObject({ resultCode: 66 });
  });

  it('finds more entries than a server gives at once', async () => {
    const { schemaBase } = await port().describe();
    const where = { equals: ['objectClass', 'attributeSchema'] } as const;
    const found = await port().search({ base: schemaBase, scope: 'one', where, attributes: ['lDAPDisplayName'] });
    expect(new Set(found.map((entry) => entry.guid)).size).toBe(found.length);
    expect(found.length).toBeGreaterThan(directory().controller === null ? 80 : 1_400);
  });
});
