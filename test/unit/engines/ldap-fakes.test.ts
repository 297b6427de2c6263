import type { SearchOptions } from 'ldapts';
import { describe, expect, it } from 'vitest';
import { DirectoryRefused, DirectoryUnreachable, RESULT_CODES } from '#src/cutover/directory-errors-port.ts';
import { readByDn, texts } from '#src/cutover/directory-port.ts';
import { type LdapClient, LdapConnection } from '#src/engines/ldap/connection.ts';
import { LdapDirectory } from '#src/engines/ldap/ldap-directory.ts';

/** What Samba does not do, and Active Directory does: automatic ranges, and odd answers. */
function fakeClient(conduct: Partial<LdapClient> & { search?: unknown }): LdapClient {
  return {
    isBound: true,
    bind: async () => {},
    startTLS: async () => {},
    unbind: async () => {},
    add: async () => {},
    del: async () => {},
    modify: async () => {},
    search: async () => ({ searchEntries: [], searchReferences: [] }),
    ...conduct,
  } as LdapClient;
}

function directoryOver(client: LdapClient, graceMs = 0): LdapDirectory {
  const address = { url: 'ldaps://dc1', bindDn: 'x', password: 'y', caFile: null, timing: { graceMs, pauseMs: 1 } };
  return new LdapDirectory(new LdapConnection(address, () => client));
}

function refusal(code: number): Error {
  return Object.assign(new Error(`000020B5: something, data 0 Code: 0x${code.toString(16)}`), { code });
}

describe('a directory that gives long attributes in ranges', () => {
  it('is asked range by range until the last one', async () => {
    const members = Array.from({ length: 3_700 }, (_, index) => Buffer.from(`CN=u${index},DC=x`));
    const asked: string[] = [];
    const client = fakeClient({
      search: async (dn: string, options: SearchOptions) => {
        const from = Number(/range=(\d+)-/.exec(options.attributes?.[0] ?? '')?.[1] ?? 0);
        asked.push(options.attributes?.[0] ?? '');
        const part = members.slice(from, from + 1_500);
        const last = from + part.length >= members.length;
        return {
          searchEntries: [{ dn, [`member;range=${from}-${last ? '*' : from + part.length - 1}`]: part }],
          searchReferences: [],
        };
      },
    });
    const entry = await readByDn(directoryOver(client), 'CN=g,DC=x', ['member']);
    expect(entry === null ? [] : texts(entry, 'member')).toEqual(members.map(String));
    expect(asked).toEqual(['member', 'member;range=1500-*', 'member;range=3000-*']);
  });
});

describe('an answer that is no success', () => {
  it.each(
    Object.keys(RESULT_CODES)
      .map(Number)
      .filter((code) => ![51, 52].includes(code)),
  )('with result code %i becomes an error that has a name and says what to do', async (code) => {
    const client = fakeClient({ add: async () => Promise.reject(refusal(code)) });
    const error = await directoryOver(client)
      .add('CN=x', new Map())
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DirectoryRefused);
    const refused = error as DirectoryRefused;
    expect(refused.resultCode).toBe(code);
    expect(refused.code).toMatch(/^LDAP_[A-Z_]+$/);
    expect(refused.hint).toMatch(/^[A-Z].+\.$/);
    expect(refused.message).not.toContain('Code: 0x');
  });

  it('is repeated while the server says that it is busy, and only for as long as the grace lasts', async () => {
    let left = 2;
    const busy = fakeClient({ add: async () => (left-- > 0 ? Promise.reject(refusal(51)) : undefined) });
    await directoryOver(busy, 1_000).add('CN=x', new Map());
    const always = fakeClient({ add: async () => Promise.reject(refusal(52)) });
    await expect(directoryOver(always, 20).add('CN=x', new Map())).rejects.toMatchObject({ resultCode: 52 });
  });
});

describe('a write that gets no answer', () => {
  it('is sent once and never again', async () => {
    let sent = 0;
    const client = fakeClient({
      del: async () => {
        sent += 1;
        throw new Error('DeleteRequest: Operation timed out');
      },
    });
    await expect(directoryOver(client, 1_000).remove('00000000-0000-0000-0000-000000000000')).rejects.toBeInstanceOf(
      DirectoryUnreachable,
    );
    expect(sent).toBe(1);
  });

  it('while a read that gets none is asked again', async () => {
    let sent = 0;
    const client = fakeClient({
      search: async () => {
        sent += 1;
        if (sent < 3) throw new Error('SearchRequest: Operation timed out');
        return { searchEntries: [{ dn: 'CN=x' }], searchReferences: [] };
      },
    });
    expect((await readByDn(directoryOver(client, 1_000), 'CN=x'))?.dn).toBe('CN=x');
    expect(sent).toBe(3);
  });
});

describe('a reference to another domain', () => {
  const ACTIVE_DIRECTORY = "0000202B: RefErr: DSID-0310084A, data 0, 1 access points\n\tref 1: 'child.contoso.com'\n";

  it.each([
    [
      'as Active Directory writes it',
      ACTIVE_DIRECTORY,
      'Name a domain controller of child.contoso.com in directory.url',
    ],
    ['as a URL', 'ldap://emea.contoso.com/DC=emea', 'Name a domain controller of emea.contoso.com in directory.url'],
    ['without a place', 'elsewhere', 'Name a domain controller of the domain that holds the object in directory.url'],
  ])('(%s) is not followed by a read or a write; the error says whom to name', async (_form, message, hint) => {
    let connections = 0;
    const refer = async (): Promise<never> => {
      throw Object.assign(new Error(`${message} Code: 0xa`), { code: 10 });
    };
    const client = fakeClient({ search: refer, add: refer, modify: refer, del: refer });
    const address = { url: 'ldaps://dc1', bindDn: 'x', password: 'y', caFile: null };
    const directory = new LdapDirectory(
      new LdapConnection(address, () => {
        connections += 1;
        return client;
      }),
    );
    const guid = '00000000-0000-0000-0000-000000000001';
    for (const work of [
      () => readByDn(directory, 'DC=child,DC=contoso,DC=com'),
      () => directory.add('CN=x,DC=child,DC=contoso,DC=com', new Map()),
      () => directory.modify(guid, []),
      () => directory.remove(guid),
    ]) {
      await expect(work()).rejects.toMatchObject({ code: 'LDAP_REFERRAL', hint: expect.stringContaining(hint) });
    }
    expect(connections).toBe(1);
  });

  it('beside the entries of a search changes nothing about them', async () => {
    const client = fakeClient({
      search: async () => ({ searchEntries: [{ dn: 'CN=a,DC=x' }], searchReferences: ['ldap://child.contoso.com/'] }),
    });
    const found = await directoryOver(client).search({
      base: 'DC=x',
      scope: 'sub',
      where: { present: 'objectClass' },
      attributes: ['cn'],
    });
    expect(found.map((entry) => entry.dn)).toEqual(['CN=a,DC=x']);
  });
});
