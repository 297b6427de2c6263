/** After every error that a command helps against, `nextSteps` names that command. */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Stopped, UsageRefused } from '#src/commands/command-errors.ts';
import { AFTER_CODE, type FailedRun, stepsAfterError } from '#src/commands/steps-after-error.ts';
import { NOTHING_CHOSEN } from '#src/commands/typed-commands.ts';
import { ConfigurationUnreadable, SettingMissing } from '#src/config/errors.ts';
import { PlanRefused } from '#src/cutover/cutover-errors-port.ts';
import { LoginRefused } from '#src/engines/errors/connection-errors.ts';

const RUN: FailedRun = {
  verb: 'migrate',
  words: ['migrate', '--work-dir', 'D:\\old pool', '--acknowledge', 'S03=seen by Ann'],
  understood: true,
  configured: true,
  chosen: { config: null, workDir: 'D:\\old pool', acknowledged: new Map([['S03', 'seen by Ann']]) },
};
const AGAIN = 'npm run --silent gc2pc -- migrate --work-dir "D:\\\\old pool" --acknowledge "S03=seen by Ann"';

describe('the steps after an error', () => {
  it('are the very same command where it goes on where it stopped', () => {
    expect(stepsAfterError(new Stopped(), RUN)).toEqual([AGAIN]);
  });

  it('begin with doctor where a server does not let us in, with the same configuration', () => {
    expect(stepsAfterError(new LoginRefused('ann', 'sql1:1433', 'mgc'), RUN)).toEqual([
      'npm run --silent gc2pc -- doctor --work-dir "D:\\\\old pool"',
      AGAIN,
    ]);
  });

  it('do not say the same command twice', () => {
    const doctor = { ...RUN, verb: 'doctor', words: ['doctor'], chosen: NOTHING_CHOSEN };
    expect(stepsAfterError(new LoginRefused('ann', 'sql1:1433', 'mgc'), doctor)).toEqual([
      'npm run --silent gc2pc -- doctor',
    ]);
  });

  it('begin with init where nothing is configured at all', () => {
    const missing = new SettingMissing('source.url', 'GC2PC_SOURCE_URL');
    const bare = { ...RUN, words: ['plan'], chosen: NOTHING_CHOSEN };
    expect(stepsAfterError(missing, { ...bare, configured: false })).toEqual(['npm run --silent gc2pc -- init']);
    expect(stepsAfterError(missing, bare)).toEqual(['npm run --silent gc2pc -- plan']);
  });

  it('begin with init only where there is no file of that name', () => {
    const unreadable = new ConfigurationUnreadable('It cannot be read.', 'Give gc2pc the right to read it.');
    expect(stepsAfterError(unreadable, RUN)).toEqual([AGAIN]);
    expect(stepsAfterError(unreadable, { ...RUN, configured: false })).toEqual([
      'npm run --silent gc2pc -- init --work-dir "D:\\\\old pool"',
    ]);
  });

  it('show the help of the verb, or of all, where the words were not understood', () => {
    const refused = (verb: string) =>
      stepsAfterError(new UsageRefused('?'), {
        ...RUN,
        verb,
        understood: false,
        chosen: NOTHING_CHOSEN,
      });
    expect(refused('migrate')).toEqual(['npm run --silent gc2pc -- migrate --help']);
    expect(refused('gc2pc')).toEqual(['npm run --silent gc2pc -- --help']);
  });

  it('make the plan of a cut-over anew where it was refused, and nothing else', () => {
    const refused = (verb: string) =>
      stepsAfterError(new PlanRefused('stale', 'Look again.'), { ...RUN, verb, words: [verb], chosen: NOTHING_CHOSEN });
    expect(refused('rollback')).toEqual(['npm run --silent gc2pc -- rollback --dry-run']);
    expect(refused('doctor')).toEqual([]);
  });

  it('are chosen by codes that exist', () => {
    const source = globSync('src/**/*.ts', { exclude: ['src/commands/steps-after-error.ts'] })
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const unknown = Object.keys(AFTER_CODE).filter((code) => !source.includes(`= '${code}'`));
    expect(unknown).toEqual([]);
  });
});
