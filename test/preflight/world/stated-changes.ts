/**
 * Changes of what a server tells of itself, where neither server of the tests can be made to tell it: the facts are
 * stated in its place, everything else stays real.
 */
import type { DatabaseFacts, ServerFacts } from '#src/preflight/sql-facts-port.ts';
import { all, type Change, change, type Make, setting, stand, told } from './change.ts';
import { PINGING } from './data-changes.ts';
import type { Side } from './deployment.ts';

const HOUR_MS = 3_600_000;
const GIB = 1024n ** 3n;
const VERSION = 'the servers of the tests have one version and one edition';
const MACHINE = 'the machine is what it is';
const NO_STATES = 'a file is always online, and root may write to all; Babelfish has no ALTER DATABASE';
const NO_MSDB = 'neither SQLite nor Babelfish has records of backups';
const NO_VIEWS = 'neither SQLite nor Babelfish has these views';

const server = (facts: Partial<ServerFacts>): Make =>
  told('target', (now) => ({ server: { ...now.server, ...facts } }));
const database = (side: Side, facts: Partial<DatabaseFacts>): Make =>
  told(side, (now) => ({ database: { ...now.database, ...facts } }));
const backup = (side: Side, lastFullAt: number | null): Make => told(side, () => ({ lastFullAt }));
const missing = (side: Side, ...rights: readonly string[]): Make => told(side, () => ({ missingRights: rights }));

/** The weekend has begun an hour ago. */
const weekend: Make = (world) => {
  const from = `${new Date(Date.now() - HOUR_MS).toISOString().slice(0, 16)}Z`;
  return setting('window', 'from', from)(world);
};

export const STATED_CHANGES: readonly Change[] = [
  change('the target is a SQL Server 2008', server({ version: '10.0.6000.29' }), { D05: 'block' }, VERSION),
  change('the target is a SQL Server 2014', server({ version: '12.0.2000.8' }), { D05: 'block' }, VERSION),
  change('the target is Express', server({ edition: 'Express Edition (64-bit)' }), { D05: 'block' }, VERSION),
  change('the target is of 32 bits', server({ is64Bit: false }), { D05: 'block', D09: 'warn' }, VERSION),
  change('the target has two cores', server({ cores: 2 }), { D09: 'warn' }, MACHINE),
  change('the target has little memory', server({ memoryBytes: 4n * GIB }), { D09: 'warn' }, MACHINE),
  change('the target does not tell its memory', server({ memoryBytes: null }), { D09: 'unknown' }, MACHINE),
  change(
    'the volume of the target is nearly full',
    // Less than the few rows of this world take.
    database('target', { freeBytes: 16_384n }),
    { D09: 'warn', T11: 'warn' },
    MACHINE,
  ),
  change(
    'the server does not tell the size of the source',
    database('source', { dataBytes: null }),
    { D09: 'unknown' },
    NO_VIEWS,
  ),
  change(
    'the server does not tell what its volumes have free',
    database('target', { freeBytes: null }),
    { D09: 'unknown', T11: 'unknown' },
    NO_VIEWS,
  ),
  change('the target is read-only', database('target', { readOnly: true }), { D06: 'block', T10: 'block' }, NO_STATES),
  change(
    'the target is being restored',
    database('target', { status: 'RESTORING' }),
    { D06: 'block', T10: 'block' },
    NO_STATES,
  ),
  change('the target keeps its whole log', database('target', { recoveryModel: 'FULL' }), { T12: 'warn' }, NO_VIEWS),
  change('the target is mirrored', database('target', { mirrored: true }), { T13: 'warn' }, NO_VIEWS),
  change('the log of the target is shipped', database('target', { logShipped: true }), { T13: 'warn' }, NO_VIEWS),
  change('nothing is known of mirrors', database('target', { mirrored: null }), { T13: 'unknown' }, NO_VIEWS),
  change('the source has no backup', backup('source', null), { D32: 'warn' }, NO_MSDB),
  change(
    'the backup of the source is older than its last sign of life',
    (world) => backup('source', Date.now() - 7 * HOUR_MS)(world),
    { D32: 'warn' },
    NO_MSDB,
  ),
  change('the target has no backup', backup('target', null), { T14: 'warn' }, NO_MSDB),
  change(
    'the backup of the target is of the day before yesterday',
    (world) => backup('target', Date.now() - 48 * HOUR_MS)(world),
    { T14: 'warn' },
    NO_MSDB,
  ),
  change(
    'a right is missing in the source',
    missing('source', 'SELECT on tblChat'),
    { S41: 'block' },
    'a file is all or nothing; see server-flips.test.ts for a login',
  ),
  change(
    'a right is missing in the target',
    missing('target', 'INSERT on tblChat'),
    { D06: 'block', T08: 'block' },
    'a file is all or nothing; see server-flips.test.ts for a login',
  ),
  change(
    'there is no place for the journal',
    missing('target', 'CREATE ANY DATABASE for the journal gc2pc_journal'),
    { D06: 'block', T09: 'block' },
    'a file is all or nothing; see server-flips.test.ts for a login',
  ),
  change(
    'the collation of the target is of a kind that nobody knows',
    stand(() => ({ collation: 'Martian_100' })),
    { T07: 'warn' },
    'a server takes no such name',
  ),
  change('the weekend has begun', weekend, {}),
  change('the weekend has begun, and a server pings still', all(weekend, PINGING), { D31: 'block', D32: 'block' }),
  change('the weekend has begun without a backup', all(weekend, backup('source', null)), { D32: 'block' }, NO_MSDB),
];
