/**
 * Makes the configuration: the file, then the environment over it, then the options of the command line over both; all
 * of it validated, and everything that is wrong told at once.
 */
import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import type { Configuration, DatabaseAddress } from './configuration.ts';
import { absolute, parseDatabaseUrl } from './database-url.ts';
import { type Environment, VARIABLES } from './environment.ts';
import { ConfigurationInvalid, ConfigurationUnreadable, type Problem, ValueRefused } from './errors.ts';
import { configurationKeys } from './keys.ts';
import { nearest } from './nearest.ts';
import { type ConfigurationValues, configurationSchema } from './schema.ts';
import { Secret } from './secret.ts';
import { resolveSecret } from './secret-reference.ts';
import { readYamlFile, type Values, type YamlFile } from './yaml-file.ts';

export const DEFAULT_FILE = 'gc2pc.yaml';

export interface ConfigurationOrigin {
  /** `--config`; null = gc2pc.yaml where it exists. */
  readonly file: string | null;
  /** `--work-dir`; null = as configured. */
  readonly workDir: string | null;
  readonly environment: Environment;
  /** Working directory. */
  readonly folder: string;
}

/**
 * Paths in the file are relative to the file's folder, all others to the working directory.
 * @throws ConfigurationInvalid, ConfigurationUnreadable
 */
export function readConfiguration(origin: ConfigurationOrigin): Configuration {
  const path = resolve(origin.folder, origin.file ?? DEFAULT_FILE);
  const file = readYamlFile(path, origin.file !== null);
  const reader = new Reader(origin, file, dirname(path));
  return reader.configuration();
}

/** What gc2pc does when nothing is configured. */
export function defaultConfiguration(folder: string, workDir: string | null = null): Configuration {
  const origin = { file: null, workDir, environment: {}, folder };
  return new Reader(origin, null, folder).configuration();
}

function probeOf({ query, above }: ConfigurationValues['load']['probe']): Configuration['load']['probe'] {
  return query === undefined || above === undefined ? null : { query, above };
}

class Reader {
  readonly #origin: ConfigurationOrigin;
  readonly #file: YamlFile | null;
  readonly #fileFolder: string;
  readonly #fromEnvironment = new Map<string, string>();
  readonly #problems: Problem[] = [];

  constructor(origin: ConfigurationOrigin, file: YamlFile | null, fileFolder: string) {
    this.#origin = origin;
    this.#file = file;
    this.#fileFolder = fileFolder;
  }

  configuration(): Configuration {
    const merged = this.#merged();
    const parsed = configurationSchema.safeParse(merged);
    if (!parsed.success) {
      for (const issue of parsed.error.issues) this.#report(issue);
      throw new ConfigurationInvalid(inFileOrder(this.#problems));
    }
    const configuration = this.#assembled(parsed.data);
    if (this.#problems.length > 0) throw new ConfigurationInvalid(this.#problems);
    return configuration;
  }

  /** A key without a value (`source:`) counts as not written. */
  #merged(): Values {
    const values = withoutNulls(this.#file?.values ?? {});
    for (const { key, variable, form } of VARIABLES) {
      const text = this.#origin.environment[variable];
      if (text === undefined || text === '') continue;
      this.#fromEnvironment.set(key, variable);
      // A secret from the environment is taken as it is, later; what the file says of it no longer counts.
      if (form === 'secret') put(values, key, undefined);
      else if (form === 'number') put(values, key, /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text);
      else if (form === 'list')
        put(
          values,
          key,
          text
            .split(',')
            .map((item) => item.trim())
            .filter(Boolean),
        );
      else put(values, key, text);
    }
    return values;
  }

  #assembled(values: ConfigurationValues): Configuration {
    return {
      source: this.#database('source', values),
      target: this.#database('target', values),
      journalDatabase: values.journal.database,
      directory: {
        url: values.directory.url ?? null,
        bindDn: values.directory.bindDn ?? null,
        password: this.#secret('directory.password', values.directory.password),
        caFile: this.#path('directory.caFile', values.directory.caFile ?? null),
        domainControllers: values.directory.domainControllers,
      },
      lookup: { sipUri: values.lookup.sipUri ?? null, removal: values.lookup.removal },
      pool: { fqdn: values.pool.fqdn ?? null },
      endpoint: {
        via: values.endpoint.via,
        powershell: {
          computerName: values.endpoint.powershell.computerName ?? null,
          executable: values.endpoint.powershell.executable,
        },
      },
      cutover: values.cutover,
      preflight: {
        maxAgeHours: values.preflight.maxAgeHours,
        topologyFile: this.#path('preflight.topologyFile', values.preflight.topologyFile ?? null),
        fileStore: values.preflight.fileStore ?? null,
        fileStoreMount: this.#path('preflight.fileStoreMount', values.preflight.fileStoreMount ?? null),
        repositoryMount: this.#path('preflight.repositoryMount', values.preflight.repositoryMount ?? null),
        operator: values.preflight.operator ?? null,
        nameServers: values.preflight.nameServers,
        answers: new Map(
          Object.entries(values.preflight.answers).flatMap(([id, given]) =>
            given === undefined ? [] : [[id, given] as const],
          ),
        ),
      },
      compliance: this.#database('compliance', values),
      window:
        values.window.from === undefined || values.window.to === undefined
          ? null
          : { from: Date.parse(values.window.from), to: Date.parse(values.window.to) },
      windowHours: windowHours(values.window),
      filter: {
        since: values.filter.since ?? null,
        categories: values.filter.categories,
        rooms: values.filter.rooms,
      },
      policies: { ...values.policies, rootRoomsCategory: values.policies.rootRoomsCategory ?? null },
      load: {
        ...values.load,
        maxRowsPerSecond: values.load.maxRowsPerSecond ?? null,
        pauseFile: this.#path('load.pauseFile', values.load.pauseFile ?? null),
        probe: probeOf(values.load.probe),
      },
      follow: values.follow,
      workDir: this.#workDir(values.workDir),
    };
  }

  #database(side: 'source' | 'target' | 'compliance', values: ConfigurationValues): DatabaseAddress | null {
    const url = values[side].url;
    const password = this.#secret(`${side}.password`, values[side].password);
    if (url === undefined) return null;
    const key = `${side}.url`;
    const address = this.#attempt(key, () =>
      parseDatabaseUrl(url, { folder: this.#folderOf(key), passwordAllowed: this.#fromEnvironment.has(key) }),
    );
    if (address?.engine !== 'sqlserver') return address;
    return { ...address, password: password ?? address.password };
  }

  #secret(key: string, reference: string | undefined): Secret | null {
    const variable = this.#fromEnvironment.get(key);
    if (variable !== undefined) return new Secret(this.#origin.environment[variable] ?? '');
    if (reference === undefined) return null;
    return this.#attempt(key, () => resolveSecret(reference, this.#origin.environment, this.#fileFolder));
  }

  #workDir(configured: string): string {
    const chosen = this.#origin.workDir;
    if (chosen !== null) return this.#attempt('workDir', () => absolute(chosen, this.#origin.folder)) ?? chosen;
    const inFile = this.#file?.values.workDir !== undefined && !this.#fromEnvironment.has('workDir');
    const folder = inFile ? this.#fileFolder : this.#origin.folder;
    return this.#attempt('workDir', () => absolute(configured, folder)) ?? configured;
  }

  #path(key: string, path: string | null): string | null {
    return path === null ? null : this.#attempt(key, () => absolute(path, this.#folderOf(key)));
  }

  #folderOf(key: string): string {
    return this.#fromEnvironment.has(key) ? this.#origin.folder : this.#fileFolder;
  }

  #attempt<T>(key: string, parse: () => T): T | null {
    try {
      return parse();
    } catch (cause) {
      if (!(cause instanceof ValueRefused || cause instanceof ConfigurationUnreadable)) throw cause;
      this.#problems.push({ where: this.#where(key.split('.')), what: `${key} ${cause.message.replace(/\.$/, '')}` });
      return null;
    }
  }

  #report(issue: z.core.$ZodIssue): void {
    if (issue.code === 'unrecognized_keys') {
      for (const name of issue.keys) this.#reportUnknown([...issue.path, name]);
      return;
    }
    const key = issue.path.join('.');
    const what = issue.message.startsWith('must ') ? issue.message : plainWords(issue);
    this.#problems.push({ where: this.#where(issue.path), what: `${key} ${what}` });
  }

  #reportUnknown(path: readonly PropertyKey[]): void {
    const key = path.join('.');
    const meant = meantKey(path);
    const hint = meant === null ? '' : ` (did you mean ${meant}?)`;
    this.#problems.push({ where: this.#where(path), what: `the key ${key} is unknown${hint}` });
  }

  #where(path: readonly PropertyKey[]): string {
    return this.#fromEnvironment.get(path.join('.')) ?? this.#file?.where(path) ?? 'configuration';
  }
}

function windowHours({ from, to, hours }: ConfigurationValues['window']): number | null {
  if (hours !== undefined) return hours;
  return from === undefined || to === undefined ? null : (Date.parse(to) - Date.parse(from)) / 3_600_000;
}

function inFileOrder(problems: readonly Problem[]): Problem[] {
  const line = ({ where }: Problem) => Number(/ line (\d+)$/.exec(where)?.[1] ?? 0);
  return problems.toSorted((a, b) => line(a) - line(b));
}

/** The nearest key of the same section; else the nearest of all by its last name. */
function meantKey(path: readonly PropertyKey[]): string | null {
  const name = String(path.at(-1));
  const section = path.slice(0, -1).join('.');
  const keys = configurationKeys().map((key) => key.path);
  const siblings = keys.filter((key) => key.split('.').slice(0, -1).join('.') === section);
  const closest = nearest(name, siblings.map(lastName));
  if (closest !== null) return section === '' ? closest : `${section}.${closest}`;
  const elsewhere = nearest(name, keys.map(lastName));
  return keys.find((key) => lastName(key) === elsewhere) ?? null;
}

function lastName(key: string): string {
  return key.split('.').at(-1) ?? key;
}

function plainWords(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`;
  if (issue.code === 'invalid_type') return `must be ${TYPE_WORDS[issue.expected] ?? issue.expected}`;
  if (issue.code === 'too_small') return `must be at least ${issue.minimum}${unitOf(issue.origin)}`;
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}${unitOf(issue.origin)}`;
  return issue.message;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  array: 'a list',
  object: 'a section with keys below it',
};

function unitOf(origin: string): string {
  return origin === 'string' ? ' characters long' : '';
}

function put(values: Values, key: string, value: unknown): void {
  const steps = key.split('.');
  const last = steps.pop() ?? key;
  let node = values;
  for (const step of steps) {
    const next = node[step];
    if (next !== undefined && (typeof next !== 'object' || next === null || Array.isArray(next))) return;
    node[step] = next ?? {};
    node = node[step] as Values;
  }
  if (value === undefined) delete node[last];
  else node[last] = value;
}

function withoutNulls(values: Values): Values {
  const kept: Values = {};
  for (const [key, value] of Object.entries(values)) {
    if (value === null) continue;
    const section = typeof value === 'object' && !Array.isArray(value);
    kept[key] = section ? withoutNulls(value as Values) : value;
  }
  return kept;
}
