/**
 * A whole deployment of real parts on this machine: two databases, a domain controller, TLS servers with certificates of
 * an authority of the forest, a name server, a file store, an exported topology, and a configuration that names them.
 * `look` runs the command line's own code over it, in this process. A test changes one part, looks, and undoes it.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DomainController, startDomainController } from '#fixtures/directory/samba.ts';
import { buildWorld } from '#src/build-world.ts';
import { execute } from '#src/commands/execute.ts';
import { preflightWith } from '#src/commands/preflight.ts';
import type { World } from '#src/commands/world.ts';
import type { Configuration } from '#src/config/configuration.ts';
import { type Forest, readByDn } from '#src/cutover/directory-port.ts';
import type { LdapDirectory } from '#src/engines/ldap/ldap-directory.ts';
import { NodeNetwork } from '#src/engines/network/node-network.ts';
import { openFixtureStore } from '#src/engines/open.ts';
import type { CheckOutcome, Result } from '#src/preflight/check.ts';
import { connect, freshAddress } from '#test/directory/directories.ts';
import { cliJson, environmentOf } from '#test/support/cli.ts';
import type { TestDatabases, TestEngine } from '#test/support/engines.ts';
import { Authority, type Issued, type Wanted } from './authority.ts';
import { fillDatabases, LINKED_FILE } from './database-rows.ts';
import { addDeployment, inUsers, PEOPLE, SIP_URI, STAFF } from './directory-objects.ts';
import { AS_IT_IS, collated, of2012, onFileSystem, type Substitutes, substituted } from './facts-of-2012.ts';
import { Listeners } from './listeners.ts';
import { type NameServer, nameServer } from './name-server.ts';
import { CHAT_POOL, FRONT_END_POOL, HOSTS, topologyXml } from './topology-xml.ts';

/**
 * Everybody who is asked stands on this machine and answers, so a wait tells how busy it is and nothing else; less than
 * a test may take. Silence is for tests of its own.
 */
const PATIENCE_MS = 100_000;
const PREFLIGHT = preflightWith({ timeoutMs: PATIENCE_MS, openingMs: PATIENCE_MS });
const DAY_MS = 86_400_000;
export const PORTS = { frontEnd: { web: 443, sip: 5061 }, chat: [5041, 881, 8011, 1801] } as const;

export type Outcomes = ReadonlyMap<string, CheckOutcome>;
export type Side = 'source' | 'target';

/** Values of gc2pc.yaml. */
export interface Settings {
  [section: string]: Record<string, unknown>;
}

export interface Stand {
  facts: Readonly<Record<Side, Substitutes>>;
  /** Null = as the machine says. */
  fileSystem: string | null;
  forest: ((forest: Forest) => Forest) | null;
  /** The collation that the target's catalogue tells; null = as it is. */
  collation: string | null;
}

export class Deployment {
  readonly folder: string;
  readonly databases: TestDatabases;
  readonly controller: DomainController;
  readonly directory: LdapDirectory;
  readonly names: NameServer;
  readonly listeners: Listeners;
  /** FQDN → address of loopback. */
  readonly addresses: ReadonlyMap<string, string>;
  /** `forest` is published in the directory, `other` nowhere. */
  readonly authorities: { readonly forest: Authority; readonly other: Authority };
  /** FQDN of a Front End → what it shows at both ports. */
  readonly certificates: ReadonlyMap<string, Issued>;
  /** Account → objectGUID, of those that are principals of the source. */
  readonly guids: ReadonlyMap<string, string>;
  settings: Settings;
  topology: string;
  stand: Stand;
  readonly #closeDirectory: () => Promise<void>;
  #environment: Readonly<Record<string, string>>;

  private constructor(parts: {
    folder: string;
    databases: TestDatabases;
    controller: DomainController;
    opened: ReturnType<typeof connect>;
    names: NameServer;
    listeners: Listeners;
    addresses: ReadonlyMap<string, string>;
    authorities: Deployment['authorities'];
    certificates: ReadonlyMap<string, Issued>;
    guids: ReadonlyMap<string, string>;
  }) {
    this.folder = parts.folder;
    this.databases = parts.databases;
    this.controller = parts.controller;
    this.directory = parts.opened.port;
    this.#closeDirectory = () => parts.opened.connection.close();
    this.names = parts.names;
    this.listeners = parts.listeners;
    this.addresses = parts.addresses;
    this.authorities = parts.authorities;
    this.certificates = parts.certificates;
    this.guids = parts.guids;
    this.topology = topologyXml();
    this.stand = {
      facts: { source: this.#own(AS_IT_IS), target: this.#own(AS_IT_IS) },
      fileSystem: null,
      forest: null,
      collation: null,
    };
    this.#environment = { ...environmentOf(parts.databases), GC2PC_DIRECTORY_PASSWORD: parts.controller.password };
    this.settings = this.#configured();
  }

  static async build(engine: TestEngine): Promise<Deployment> {
    const folder = mkdtempSync(join(tmpdir(), 'gc2pc-deployment-'));
    const hosts = [...HOSTS.frontEnds, ...HOSTS.chat];
    const addresses = new Map(hosts.map((name) => [name, freshAddress()]));
    const [controller, databases] = await Promise.all([
      startDomainController(freshAddress()),
      engine.fresh('preflight-world'),
    ]);
    const authorities = {
      forest: await Authority.create(folder, 'forest', 'Contoso CA'),
      other: await Authority.create(folder, 'other', 'Public CA'),
    };
    const certificates = new Map<string, Issued>();
    for (const name of HOSTS.frontEnds) certificates.set(name, await authorities.forest.issue(certificateOf(name)));
    const opened = connect(controller);
    await addDeployment(opened.port, authorities.forest.der);
    const guids = await guidsOf(opened.port);
    await fillDatabases(databases, guids);
    const deployment = new Deployment({
      ...{ folder, databases, controller, opened, addresses, authorities, certificates, guids },
      names: await nameServer(recordsOf(addresses)),
      listeners: new Listeners(),
    });
    await deployment.#listen();
    for (const name of ['store', 'repository']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'repository', LINKED_FILE), 'a report');
    await makeCompliance(join(folder, 'mgccomp.sqlite'));
    return deployment;
  }

  address(name: string): string {
    const found = this.addresses.get(name);
    if (found === undefined) throw new Error(name);
    return found;
  }

  /** From here on, servers tell what Microsoft's would; see facts-of-2012.ts. */
  standIn(): void {
    const facts = this.#own(of2012());
    this.stand = { facts: { source: facts, target: facts }, fileSystem: 'ntfs3', forest: null, collation: null };
  }

  async look(): Promise<Outcomes> {
    this.#write();
    let printed = '';
    await execute(
      {
        words: ['preflight', '--json', '--no-input'],
        environment: this.#environment,
        folder: this.folder,
        version: '0.0.0',
        stdinIsTerminal: false,
        screen: { isTerminal: false, columns: () => 80, write: () => {} },
        out: (text) => {
          printed += text;
        },
        now: Date.now,
        peakRssBytes: () => 0,
        buildWorld: (configuration) => this.#world(configuration),
        onStopSignals: () => () => {},
        exit: (code) => {
          throw new Error(`ends the process with ${code}`);
        },
      },
      [{ name: PREFLIGHT.name, load: async () => PREFLIGHT }],
    );
    return outcomesOf(JSON.parse(printed));
  }

  /** Listens as it should be: a Front End with its certificate. */
  async reopen(name: string, port: number): Promise<void> {
    const certificate = this.certificates.get(name);
    if (certificate === undefined) await this.listeners.plain(this.address(name), port);
    else await this.listeners.tls(this.address(name), port, certificate);
  }

  /** What the certificate of a Front End should be. */
  wanted(name: string): Wanted {
    return certificateOf(name);
  }

  /** gc2pc logs in to one server as somebody else; the undoing. */
  loginAs(side: Side, user: string, password: string): () => void {
    const [url, secret] = [`GC2PC_${side.toUpperCase()}_URL`, `GC2PC_${side.toUpperCase()}_PASSWORD`];
    const as = Object.assign(new URL(this.#environment[url] ?? ''), { username: user }).href;
    return this.setEnvironment({ [url]: as, [secret]: password });
  }

  /** Variables of the environment beside those that are set; the undoing. */
  setEnvironment(variables: Readonly<Record<string, string>>): () => void {
    const before = this.#environment;
    this.#environment = { ...before, ...variables };
    return () => {
      this.#environment = before;
    };
  }

  /** The same by the command line, as a process of its own, which sees no facts but real ones. */
  async lookByCommandLine(): Promise<Outcomes> {
    this.#write();
    const options = { folder: this.folder, environment: this.#environment };
    const { document } = await cliJson(['preflight', '--no-input'], options);
    return outcomesOf(document);
  }

  async execute(side: Side, sql: string): Promise<void> {
    const store = await this.databases.fixtureStore(side);
    await store.port.execute(sql);
    await store.close();
  }

  async dispose(): Promise<void> {
    this.names.close();
    await this.listeners.closeAll();
    await this.#closeDirectory();
    await this.controller.dispose();
    await this.databases.dispose();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #write(): void {
    writeFileSync(join(this.folder, 'gc2pc.yaml'), JSON.stringify(this.settings));
    writeFileSync(join(this.folder, 'topology.xml'), this.topology);
  }

  #world(configuration: Configuration): World {
    const real = buildWorld(configuration);
    const { facts, fileSystem, forest, collation } = this.stand;
    return {
      ...real,
      sqlFacts: async (side) => {
        const opened = await real.sqlFacts(side);
        return side === 'compliance' ? opened : { ...opened, port: substituted(opened.port, facts[side]) };
      },
      network: () => new NodeNetwork({ timeoutMs: PATIENCE_MS, nameServers: configuration.preflight.nameServers }),
      fileStore: () => (fileSystem === null ? real.fileStore() : onFileSystem(real.fileStore(), fileSystem)),
      targetReader: async () => {
        const opened = await real.targetReader();
        return collation === null ? opened : { ...opened, port: collated(opened.port, collation) };
      },
      directory: async () => {
        const opened = await real.directory();
        return forest === null ? opened : { ...opened, port: forest(opened.port) };
      },
    };
  }

  /** Other tests have databases on the same server; they are not seen. */
  #own(facts: Substitutes): Substitutes {
    const { sourceAddress, targetAddress } = this.databases;
    if (sourceAddress.engine === 'sqlite' || targetAddress.engine === 'sqlite') return facts;
    return { ...facts, databases: [sourceAddress.database, targetAddress.database] };
  }

  #configured(): Settings {
    const { url, bindDn, caFile } = this.controller;
    const day = (days: number): string => `${new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 16)}Z`;
    return {
      directory: { url, bindDn, caFile },
      lookup: { sipUri: SIP_URI },
      pool: { fqdn: CHAT_POOL },
      preflight: {
        topologyFile: join(this.folder, 'topology.xml'),
        fileStoreMount: join(this.folder, 'store'),
        repositoryMount: join(this.folder, 'repository'),
        nameServers: [this.names.at],
        operator: 'CONTOSO\\ann',
        answers: {
          users: '20,000',
          concurrent: '8,000',
          compliance: 'yes',
          ethicalWalls: 'research and trading',
          creators: 'managers',
          addIns: 'none',
          availability: 'one server',
          dataResidency: 'in one site',
        },
      },
      compliance: { url: `sqlite:${join(this.folder, 'mgccomp.sqlite')}` },
      window: { from: day(1), to: day(3) },
    };
  }

  async #listen(): Promise<void> {
    for (const name of HOSTS.frontEnds) for (const port of Object.values(PORTS.frontEnd)) await this.reopen(name, port);
    for (const name of HOSTS.chat) for (const port of PORTS.chat) await this.reopen(name, port);
  }
}

/** The web services answer under the name of the server and under that of the pool. */
function certificateOf(name: string): Wanted {
  return { name, alternativeNames: [name, FRONT_END_POOL] };
}

function outcomesOf(document: { readonly [field: string]: unknown }): Outcomes {
  if (document.checks === undefined) throw new Error(`pre-flight did not run: ${JSON.stringify(document.error)}`);
  return new Map((document.checks as readonly CheckOutcome[]).map((outcome) => [outcome.id, outcome]));
}

export function resultsOf(outcomes: Outcomes): Record<string, Result> {
  return Object.fromEntries([...outcomes].map(([id, { result }]) => [id, result]));
}

async function guidsOf(directory: LdapDirectory): Promise<ReadonlyMap<string, string>> {
  const guids = new Map<string, string>();
  for (const name of [STAFF.name, ...PEOPLE.keys()]) {
    const entry = await readByDn(directory, inUsers(name), ['objectGUID']);
    if (entry === null) throw new Error(`${name} is not in the directory`);
    guids.set(name, entry.guid);
  }
  return guids;
}

function recordsOf(addresses: ReadonlyMap<string, string>): Map<string, readonly string[]> {
  const of = (names: readonly string[]): string[] => names.map((name) => addresses.get(name) ?? '');
  const own = [...addresses].map(([name, address]): [string, readonly string[]] => [name, [address]]);
  return new Map([...own, [CHAT_POOL, of(HOSTS.chat)], [FRONT_END_POOL, of(HOSTS.frontEnds)]]);
}

async function makeCompliance(file: string): Promise<void> {
  const store = await openFixtureStore({ engine: 'sqlite', file }, { create: true });
  await store.close();
}
