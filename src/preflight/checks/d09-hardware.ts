import { type Check, notKnown, pass, violated } from '../check.ts';

const GIB = 1024n ** 3n;
const CORES = 12;
const MEMORY = 32n * GIB;
/** A server that reports a little less than it has is not too small. */
const MEMORY_LEAST = 31n * GIB;
/** The source’s data, and a third for the log and for growth while it is loaded. */
const GROWTH = { times: 4n, of: 3n };

export const d09: Check = {
  id: 'D09',
  concern: 'deployment',
  title: 'The SQL Server is as large as a back-end server should be',
  requirement:
    'A 64-bit server with two six-core processors, 32 GB of memory, and more free space than the source’s data needs.',
  source: 'Server hardware platforms',
  severity: 'warn',
  endangers: 'support',
  results: ['pass', 'warn', 'unknown'],
  again: ['cutover'],
  method: 'sys.dm_os_sys_info (cores, memory), sys.dm_os_volume_stats (free space) against the size of the source',
  manual: 'Run on the target: SELECT cpu_count FROM sys.dm_os_sys_info; EXEC xp_fixeddrives',
  async look(facts) {
    const sql = await facts.sql('target');
    if (!sql.known) return notKnown(d09, sql.why);
    const [{ cores, memoryBytes, is64Bit }, { freeBytes }] = [await sql.value.server(), await sql.value.database()];
    const source = await facts.sql('source');
    const sourceBytes = source.known ? (await source.value.database()).dataBytes : null;
    const needed = sourceBytes === null ? null : (sourceBytes * GROWTH.times) / GROWTH.of;
    const small: string[] = [];
    if (is64Bit === false) small.push('a 32-bit server');
    if (cores !== null && cores < CORES) small.push(`${cores} cores instead of ${CORES}`);
    if (memoryBytes !== null && memoryBytes < MEMORY_LEAST) {
      small.push(`${memoryBytes / GIB} GiB of memory instead of ${MEMORY / GIB}`);
    }
    if (freeBytes !== null && needed !== null && freeBytes < needed) {
      small.push(`${mib(freeBytes)} MiB free, ${mib(needed)} MiB needed`);
    }
    if (small.length > 0) return violated(d09, small.join('; '), 'Enlarge the server, or expect slow chat under load.');
    const untold = [
      ...(cores === null ? ['cores'] : []),
      ...(memoryBytes === null ? ['memory'] : []),
      ...(freeBytes === null ? ['free space'] : []),
      ...(needed === null ? ['size of the source'] : []),
    ];
    if (untold.length > 0) return notKnown(d09, `not told: ${untold.join(', ')}`);
    return pass(`${cores} cores, ${(memoryBytes ?? 0n) / GIB} GiB of memory, ${mib(freeBytes ?? 0n)} MiB free`);
  },
};

function mib(bytes: bigint): bigint {
  return bytes / 1024n ** 2n;
}
