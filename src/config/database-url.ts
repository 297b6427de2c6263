/**
 * Reads `mssql://USER@HOST:PORT/DATABASE?…` and `sqlite:FILE`. Every part may be percent-encoded in the former; the
 * latter is a plain path. No error repeats the text, since it may hold a password.
 */
import { isAbsolute, resolve, win32 } from 'node:path';
import type { DatabaseAddress, SqlServerAddress } from './configuration.ts';
import { ValueRefused } from './errors.ts';
import { nearest } from './nearest.ts';
import { Secret } from './secret.ts';

/** Port on which a default instance listens. */
const DEFAULT_PORT = 1433;
const TLS_VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2'] as const;
const PARAMETERS = ['encrypt', 'trustServerCertificate', 'domain', 'minTls', 'securityLevel'] as const;

export interface UrlContext {
  /** Folder against which a relative file is resolved. */
  readonly folder: string;
  /** Only the environment may carry a password inside the URL. */
  readonly passwordAllowed: boolean;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: no path holds one on purpose
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f]/;

/** @throws ValueRefused with a sentence that says what is wrong. */
export function parseDatabaseUrl(text: string, context: UrlContext): DatabaseAddress {
  if (text.startsWith('sqlite:')) return { engine: 'sqlite', file: sqliteFile(text.slice('sqlite:'.length), context) };
  if (text.startsWith('mssql://')) return sqlServer(text, context);
  throw new ValueRefused('must begin with mssql:// or sqlite:');
}

function sqliteFile(path: string, context: UrlContext): string {
  if (path === '' || path === ':memory:') throw new ValueRefused('sqlite: must be followed by the path of a file');
  return absolute(path, context.folder);
}

/**
 * A Windows path stays as it is, on any system: it is never read as a relative one.
 * @throws ValueRefused for what a Windows path becomes in double quotes: `"C:\\tour\\new"` holds a tab and a line's end
 */
export function absolute(path: string, folder: string): string {
  if (CONTROL_CHARACTER.test(path)) {
    throw new ValueRefused('holds a control character; write a path in single quotes, or without any');
  }
  return isAbsolute(path) || win32.parse(path).root.length > 1 ? path : resolve(folder, path);
}

function sqlServer(text: string, context: UrlContext): SqlServerAddress {
  if (/^mssql:\/\/[^/?]*\\[^/?]*(\/|\?|$)/.test(text) && !text.includes('@')) throw namedInstance();
  const url = URL.parse(text);
  if (url === null) throw malformed(text);
  if (url.hash !== '') throw new ValueRefused('holds a "#"; write it as %23');
  if (url.hostname === '') throw new ValueRefused('names no host');
  if (url.username === '') throw new ValueRefused('names no user: mssql://USER@HOST:PORT/DATABASE');
  if (url.password !== '' && !context.passwordAllowed) {
    throw new ValueRefused('holds a password; take it out and use the password key with env:NAME or file:PATH');
  }
  const login = decoded(url.username, 'user').split('\\');
  const parameters = queryOf(url);
  const domain = parameters.get('domain') ?? (login.length === 2 ? (login[0] ?? null) : null);
  return {
    engine: 'sqlserver',
    host: decoded(url.hostname, 'host').replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? DEFAULT_PORT : Number(url.port),
    database: databaseOf(url),
    user: login.at(-1) ?? '',
    password: url.password === '' ? null : new Secret(decoded(url.password, 'password')),
    domain,
    encrypt: flag(parameters, 'encrypt', true),
    trustServerCertificate: flag(parameters, 'trustServerCertificate', false),
    minTls: oneOf(parameters, 'minTls', TLS_VERSIONS),
    securityLevel: securityLevel(parameters),
  };
}

function malformed(text: string): ValueRefused {
  if (/\\[^@/]*(:\d+)?(\/|\?|$)/.test(text)) return namedInstance();
  return new ValueRefused('is not a URL of the form mssql://USER@HOST:PORT/DATABASE?encrypt=true');
}

function namedInstance(): ValueRefused {
  return new ValueRefused('names an instance with a backslash; give the TCP port of that instance instead: HOST:PORT');
}

function databaseOf(url: URL): string {
  const name = decoded(url.pathname.replace(/^\//, ''), 'database');
  if (name === '') throw new ValueRefused('names no database: mssql://USER@HOST:PORT/DATABASE');
  return name;
}

function queryOf(url: URL): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of url.searchParams) {
    if (!(PARAMETERS as readonly string[]).includes(name)) {
      const meant = nearest(name, PARAMETERS);
      throw new ValueRefused(
        `has the unknown parameter "${name}"${meant === null ? `; known are ${PARAMETERS.join(', ')}` : ` (did you mean "${meant}"?)`}`,
      );
    }
    if (parameters.has(name)) throw new ValueRefused(`gives the parameter "${name}" twice`);
    parameters.set(name, value);
  }
  return parameters;
}

function flag(parameters: ReadonlyMap<string, string>, name: (typeof PARAMETERS)[number], otherwise: boolean): boolean {
  const value = oneOf(parameters, name, ['true', 'false'] as const);
  return value === null ? otherwise : value === 'true';
}

function securityLevel(parameters: ReadonlyMap<string, string>): 0 | 1 | 2 | null {
  const level = oneOf(parameters, 'securityLevel', ['0', '1', '2'] as const);
  return level === null ? null : (Number(level) as 0 | 1 | 2);
}

function oneOf<const T extends string>(
  parameters: ReadonlyMap<string, string>,
  name: (typeof PARAMETERS)[number],
  values: readonly T[],
): T | null {
  const value = parameters.get(name);
  if (value === undefined) return null;
  const known = values.find((candidate) => candidate === value);
  if (known === undefined) throw new ValueRefused(`has a ${name} that is none of ${values.join(', ')}`);
  return known;
}

function decoded(text: string, part: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ValueRefused(`has a "%" in its ${part} that begins no percent-encoded character; write it as %25`);
  }
}
