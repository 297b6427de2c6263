/** The embedded tier: files in one folder, made once and copied. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SqliteAddress } from '#src/config/configuration.ts';
import { journalFile } from '#src/engines/sqlite/sqlite-journal.ts';
import { buildSource, buildTarget, buildYard, roomsOf } from '../fixture-databases.ts';
import { GROW, widenAffiliations } from '../growth-sql.ts';
import type { Dataset, DatasetSpec, Peers, Tier } from '../tier.ts';
import { sqlitePeers } from './sqlite-peers.ts';
import { COUNT_CHAT, VERSION } from './sqlite-sql.ts';

const JOURNAL = 'gc2pc_journal';

export class SqliteTier implements Tier {
  readonly name = 'sqlite';
  readonly remote = false;
  readonly #folder: string;
  readonly #sources = new Set<string>();

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
    // What a run that was killed left may be half made.
    this.#clear();
  }

  async versions(): Promise<readonly string[]> {
    const database = new DatabaseSync(':memory:');
    const version = database.prepare(VERSION).get()?.version;
    database.close();
    return [`SQLite ${version} in the process`];
  }

  dataset(spec: DatasetSpec): Dataset {
    const file = this.#file(`${spec.structure}-${spec.messages}-${spec.furtherGroups ?? 0}`);
    return { ...spec, source: { engine: 'sqlite', file }, rooms: roomsOf(spec) };
  }

  async make(dataset: Dataset): Promise<void> {
    const { file } = dataset.source as SqliteAddress;
    if (this.#sources.has(file)) return;
    this.#sources.add(file);
    if (messagesIn(file) === dataset.messages) return;
    removed(file);
    await buildSource(dataset.source, dataset);
    if (dataset.furtherGroups !== undefined) this.#execute(file, [widenAffiliations(dataset.furtherGroups)]);
  }

  async grow(dataset: Dataset): Promise<number> {
    const { file } = dataset.source as SqliteAddress;
    this.#sources.delete(file);
    this.#execute(file, GROW);
    return messagesIn(file) ?? 0;
  }

  peers(dataset: Dataset): Peers {
    const yard = this.#file('yard');
    return sqlitePeers({
      source: (dataset.source as SqliteAddress).file,
      yard,
      target: this.#file('target'),
      rows: dataset.messages,
      clear: async () => {
        await this.#copyOf('yard-template', yard, (file) => buildYard({ engine: 'sqlite', file }));
        await this.settle();
      },
      count: () => messagesIn(yard) ?? 0,
    });
  }

  async freshTarget(dataset: Dataset): Promise<void> {
    const { file } = this.targetAddress();
    removed(journalFile(file, JOURNAL));
    await this.#copyOf('target-template', file, (template) =>
      buildTarget({ engine: 'sqlite', file: template }, dataset),
    );
  }

  targetAddress(): SqliteAddress {
    return { engine: 'sqlite', file: this.#file('target') };
  }

  journalDatabase(): string {
    return JOURNAL;
  }

  async targetMessages(): Promise<number> {
    return messagesIn(this.#file('target')) ?? 0;
  }

  environment(dataset: Dataset): Readonly<Record<string, string>> {
    return {
      GC2PC_SOURCE_URL: `sqlite:${(dataset.source as SqliteAddress).file}`,
      GC2PC_TARGET_URL: `sqlite:${this.#file('target')}`,
      GC2PC_JOURNAL_DATABASE: JOURNAL,
    };
  }

  async settle(): Promise<void> {
    if (process.platform !== 'win32') execFileSync('sync');
  }

  async close(keep: boolean): Promise<void> {
    this.#clear();
    if (!keep) for (const file of this.#sources) removed(file);
  }

  #clear(): void {
    removed(journalFile(this.#file('target'), JOURNAL));
    for (const name of ['yard', 'target', 'yard-template', 'target-template']) removed(this.#file(name));
  }

  #execute(file: string, statements: readonly string[]): void {
    const database = new DatabaseSync(file);
    for (const statement of statements) database.exec(statement);
    database.close();
  }

  #file(name: string): string {
    return join(this.#folder, `${name}.sqlite`);
  }

  async #copyOf(template: string, file: string, build: (file: string) => Promise<void>): Promise<void> {
    const original = this.#file(template);
    if (!existsSync(original)) await build(original);
    removed(file);
    copyFileSync(original, file);
  }
}

/** With the rollback journal that a killed process may have left. */
function removed(file: string): void {
  for (const each of [file, `${file}-journal`]) rmSync(each, { force: true });
}

/** Null where there is no such file, or no such table in it. */
function messagesIn(file: string): number | null {
  if (!existsSync(file)) return null;
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return Number(database.prepare(COUNT_CHAT).get()?.n);
  } catch {
    return null;
  } finally {
    database.close();
  }
}
