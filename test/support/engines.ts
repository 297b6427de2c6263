/** Both engines behind one shape, so that a test states a behaviour once and runs on each. */
import { describe, inject } from 'vitest';
import type { FixtureStore } from '#fixtures/fixture-store-port.ts';
import type { DatabaseAddress } from '#src/config/configuration.ts';
import {
  openFixtureStore,
  openJournal,
  openJournalReader,
  openSource,
  openTarget,
  openTargetReader,
} from '#src/engines/open.ts';
import type { SourcePort } from '#src/extract/source-port.ts';
import type { JournalPort, JournalReader } from '#src/journal/journal-port.ts';
import type { SourceBeside } from '#src/load/server-path/server-path-port.ts';
import type { TargetPort, TargetReader } from '#src/load/target-port.ts';
import type { Opened } from '#src/model/opened.ts';
import { freshSqlite } from './sqlite-databases.ts';
import { freshSqlServer } from './sqlserver-databases.ts';

export interface TestPlaces {
  /** In the form that the configuration takes; the password stands apart. */
  readonly sourceUrl: string;
  readonly targetUrl: string;
  readonly sourcePassword: string | null;
  readonly targetPassword: string | null;
  readonly sourceAddress: DatabaseAddress;
  readonly targetAddress: DatabaseAddress;
  readonly journalDatabase: string;
  /** A folder of the test's own. */
  readonly dir: string;
  /** Removes databases and folder. */
  remove(): Promise<void>;
}

/** Two empty databases of one test's own. Whatever is opened through it is closed by `dispose`. */
export interface TestDatabases extends Omit<TestPlaces, 'remove'> {
  openSource(): Promise<Opened<SourcePort>>;
  openTargetReader(): Promise<Opened<TargetReader>>;
  /** @param beside where its session sees the source, for copies inside the server */
  openTarget(beside?: SourceBeside): Promise<Opened<TargetPort>>;
  openJournal(): Promise<Opened<JournalPort>>;
  openJournalReader(): Promise<Opened<JournalReader>>;
  fixtureStore(side: 'source' | 'target'): Promise<Opened<FixtureStore>>;
  dispose(): Promise<void>;
}

export interface TestEngine {
  readonly name: 'sqlite' | 'sqlserver';
  /** False where text passes through UTF-8 on its way to the file. */
  readonly holdsLoneSurrogates: boolean;
  /** False where the server ends or refuses a text at U+0000. */
  readonly holdsNul: boolean;
  fresh(label: string): Promise<TestDatabases>;
}

const sqlServer = inject('sqlServer');

export const SQLITE: TestEngine = {
  name: 'sqlite',
  holdsLoneSurrogates: false,
  holdsNul: true,
  fresh: async (label) => databases(await freshSqlite(label)),
};

export const SQL_SERVER: TestEngine = {
  name: 'sqlserver',
  holdsLoneSurrogates: sqlServer?.utf8 !== true,
  holdsNul: sqlServer?.utf8 !== true,
  fresh: async (label) => {
    if (sqlServer === null) throw new Error('there is no SQL Server for tests');
    return databases(await freshSqlServer(sqlServer, label));
  },
};

export const ENGINES: readonly TestEngine[] = sqlServer === null ? [SQLITE] : [SQLITE, SQL_SERVER];

/** A `describe` for each engine; SQL Server's is skipped where there is no server, and counted as skipped. */
export function forEachEngine(title: string, body: (engine: TestEngine) => void): void {
  describe(`${title} (sqlite)`, () => body(SQLITE));
  describe.skipIf(sqlServer === null)(`${title} (sqlserver)`, () => body(SQL_SERVER));
}

function databases(places: TestPlaces): TestDatabases {
  const { sourceAddress, targetAddress, journalDatabase, remove } = places;
  const opened: { close(): Promise<void> }[] = [];
  const kept = async <Port>(opening: Promise<Opened<Port>>): Promise<Opened<Port>> => {
    const port = await opening;
    opened.push(port);
    return port;
  };
  return {
    ...places,
    openSource: () => kept(openSource(sourceAddress)),
    openTargetReader: () => kept(openTargetReader(targetAddress)),
    openTarget: (beside) => kept(openTarget(targetAddress, journalDatabase, beside)),
    openJournal: () => kept(openJournal(targetAddress, journalDatabase)),
    openJournalReader: () => kept(openJournalReader(targetAddress, journalDatabase)),
    fixtureStore: (side) =>
      kept(openFixtureStore(side === 'source' ? sourceAddress : targetAddress, { create: false })),
    dispose: async () => {
      for (const port of opened.splice(0)) await port.close();
      await remove();
    },
  };
}
