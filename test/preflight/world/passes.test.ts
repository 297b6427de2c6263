/** A deployment as it should be passes, on real parts; what these parts cannot show is listed here, and nothing else. */
import { expect, test } from 'vitest';
import { ALL_CHECKS } from '#src/preflight/all-checks.ts';
import { type Outcomes, resultsOf } from './deployment.ts';
import { onDeployment } from './on-deployment.ts';

/** Check → why neither server of the tests can pass it. The flips of these are on stated facts instead. */
const NOT_SHOWN: Readonly<Record<'sqlite' | 'sqlserver', Readonly<Record<string, string>>>> = {
  sqlite: {
    D09: 'the machine is this one, which is smaller than a back-end server',
    D13: 'no volume of this machine is NTFS',
    D32: 'a file has no record of backups',
    S37: 'a file has no stored functions, so there is no epoch to compare',
    T14: 'a file has no record of backups',
  },
  sqlserver: {
    D05: 'a server for tests is newer than 2012, and Babelfish says so of itself',
    D09: 'Babelfish tells neither cores nor memory; a server in a container has fewer',
    D13: 'no volume of this machine is NTFS',
    D32: 'nobody has backed up a database of a test, and Babelfish has no msdb',
    T11: 'Babelfish does not tell what a volume has free',
    T12: 'Babelfish always says FULL, which is the default of SQL Server too',
    T13: 'Babelfish has no tables of mirrors and of log shipping',
    T14: 'nobody has backed up a database of a test, and Babelfish has no msdb',
  },
};

/** A server that others work on as well may take its time. */
const PATIENCE = { timeout: 180_000 };

for (const engine of ['sqlite', 'sqlserver'] as const) {
  onDeployment(engine, 'pre-flight of a deployment as it should be', (world) => {
    test('passes by what the servers tell, but for what they cannot show', PATIENCE, async () => {
      expect(open(await world().look()).filter((id) => NOT_SHOWN[engine][id] === undefined)).toEqual([]);
    });

    test('is judged alike by a process of the command line', PATIENCE, async () => {
      // D08 sees the databases of other tests too, which this process hides from itself.
      const [here, there] = [resultsOf(await world().look()), resultsOf(await world().lookByCommandLine())];
      expect({ ...there, D08: null }).toEqual({ ...here, D08: null });
    });

    test('passes whole where the servers tell what Microsoft’s would', PATIENCE, async () => {
      world().standIn();
      const outcomes = await world().look();
      expect(open(outcomes)).toEqual(engine === 'sqlite' ? ['S37'] : []);
      expect([...outcomes.keys()]).toEqual(ALL_CHECKS.map(({ id }) => id));
    });
  });
}

/** Checks that neither passed nor are out of place. */
function open(outcomes: Outcomes): string[] {
  return [...outcomes.values()]
    .filter(({ result }) => result !== 'pass' && result !== 'not-applicable')
    .map(({ id }) => id);
}
