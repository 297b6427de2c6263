import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDatabaseUrl } from '#src/config/database-url.ts';

const FROM_FILE = { folder: '/base', passwordAllowed: false };
const FROM_ENVIRONMENT = { folder: '/base', passwordAllowed: true };

describe('database URLs', () => {
  it('reads every part, and leaves the safe defaults where a part is not given', () => {
    expect(parseDatabaseUrl('mssql://sa@db.contoso.com/mgc', FROM_FILE)).toEqual({
      engine: 'sqlserver',
      host: 'db.contoso.com',
      port: 1433,
      database: 'mgc',
      user: 'sa',
      password: null,
      domain: null,
      encrypt: true,
      trustServerCertificate: false,
      minTls: null,
      securityLevel: null,
    });
    const all =
      'mssql://svc@[::1]:1500/my%20db?encrypt=false&trustServerCertificate=true&domain=CO&minTls=TLSv1&securityLevel=0';
    expect(parseDatabaseUrl(all, FROM_FILE)).toMatchObject({
      host: '::1',
      port: 1500,
      database: 'my db',
      domain: 'CO',
      encrypt: false,
      trustServerCertificate: true,
      minTls: 'TLSv1',
      securityLevel: 0,
    });
  });

  it('takes a domain in front of the user for an NTLM login', () => {
    expect(parseDatabaseUrl('mssql://CONTOSO%5Cgc2pc@h/d', FROM_FILE)).toMatchObject({
      user: 'gc2pc',
      domain: 'CONTOSO',
    });
  });

  it('refuses a password in the file without repeating it, and takes one from the environment', () => {
    const url = 'mssql://sa:hunter2@h/d';
    expect(() => parseDatabaseUrl(url, FROM_FILE)).toThrow(/holds a password/);
    expect(() => parseDatabaseUrl(url, FROM_FILE)).not.toThrow(/hunter2/);
    const address = parseDatabaseUrl(url, FROM_ENVIRONMENT);
    expect(address.engine === 'sqlserver' && address.password?.reveal()).toBe('hunter2');
  });

  it.each([
    ['postgres://a@b/c', /must begin with/],
    ['mssql://h/d', /names no user/],
    ['mssql://sa@h', /names no database/],
    ['mssql://sa@h:99999/d', /is not a URL/],
    ['mssql://sa@host\\SQLEXPRESS/d', /TCP port of that instance/],
    ['mssql://sa@h/d?encypt=true', /unknown parameter "encypt" \(did you mean "encrypt"\?\)$/],
    ['mssql://sa@h/d?encrypt=maybe', /none of true, false/],
    ['mssql://sa@h/d?encrypt=true&encrypt=false', /twice/],
    ['mssql://sa@h/d#x', /%23/],
    ['mssql://sa@h/100%', /%25/],
    ['sqlite:', /path of a file/],
    ['sqlite::memory:', /path of a file/],
  ])('refuses %s with a sentence that helps', (url, sentence) => {
    expect(() => parseDatabaseUrl(url, FROM_FILE)).toThrow(sentence);
  });

  it('resolves a relative SQLite file, and leaves a Windows path as it is on any system', () => {
    expect(parseDatabaseUrl('sqlite:a/b.sqlite', FROM_FILE)).toEqual({ engine: 'sqlite', file: '/base/a/b.sqlite' });
    expect(parseDatabaseUrl('sqlite:C:\\data\\x.sqlite', FROM_FILE)).toMatchObject({ file: 'C:\\data\\x.sqlite' });
  });

  it('gives back whatever user, password and database were percent-encoded', () => {
    const word = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => !text.includes('\\'));
    fc.assert(
      fc.property(word, word, word, (user, password, database) => {
        const [u, p, d] = [user, password, database].map(encodeURIComponent);
        // A path of dots alone is a way through folders for every URL parser.
        fc.pre(!/^\.+$/.test(database));
        const address = parseDatabaseUrl(`mssql://${u}:${p}@h/${d}`, FROM_ENVIRONMENT);
        if (address.engine !== 'sqlserver') throw new Error('not a server');
        expect([address.user, address.password?.reveal(), address.database]).toEqual([user, password, database]);
      }),
    );
  });
});
