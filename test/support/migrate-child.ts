/**
 * A process that migrates, to be killed from outside. Arguments: JSON of two addresses, the journal's name and a folder.
 * Says `loading` on stdout once rows begin to move.
 */
import type { SqlServerAddress } from '#src/config/configuration.ts';
import { Secret } from '#src/config/secret.ts';
import { openJournal, openSource, openTarget, openTargetReader } from '#src/engines/open.ts';
import type { SourceBeside } from '#src/load/server-path/server-path-port.ts';
import { migrate } from './migrate.ts';

export interface ChildArguments {
  readonly source: ChildAddress;
  readonly target: ChildAddress;
  readonly journalDatabase: string;
  readonly dir: string;
  /** Messages are copied inside the server. */
  readonly beside?: SourceBeside;
}

type ChildAddress =
  | { readonly engine: 'sqlite'; readonly file: string }
  | (Omit<SqlServerAddress, 'password'> & { readonly password: string | null });

const { source, target, journalDatabase, dir, beside } = JSON.parse(
  process.env.GC2PC_TEST_CHILD ?? '{}',
) as ChildArguments;

function addressOf(given: ChildAddress) {
  if (given.engine === 'sqlite') return given;
  return { ...given, password: given.password === null ? null : new Secret(given.password) };
}

const result = await migrate(
  {
    dir,
    openSource: () => openSource(addressOf(source)),
    openTargetReader: () => openTargetReader(addressOf(target)),
    openTarget: (place) => openTarget(addressOf(target), journalDatabase, place),
    openJournal: () => openJournal(addressOf(target), journalDatabase),
  },
  {
    limits: { rows: 12, bytes: 3_000 },
    ...(beside === undefined ? {} : { beside }),
    interrupts: (point) => {
      if (point === 'lock:acquired') process.stdout.write('loading\n');
    },
  },
);
process.stdout.write(`${result.exit}\n`);
