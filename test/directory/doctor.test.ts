/** The doctor on a real domain controller. */
import { expect, test } from 'vitest';
import { ldapDoctor } from '#src/engines/ldap/ldap-doctor.ts';
import { standInDoctor } from '#src/engines/standin/stand-in-doctor.ts';
import { forEachDirectory } from './directories.ts';

forEachDirectory('the doctor of a directory', (directory) => {
  test('finds it healthy, and its clock right', async () => {
    const { controller, stateFile } = directory();
    const doctor = controller === null ? standInDoctor(stateFile ?? '') : ldapDoctor(controller);
    const { steps, remedies } = await doctor.diagnose();
    expect(steps.filter(({ state }) => state === 'failed')).toEqual([]);
    expect(remedies).toEqual([]);
  });

  test('tells a wrong password, or a file that is no directory', async () => {
    const { controller } = directory();
    const doctor =
      controller === null ? standInDoctor('/nowhere.json') : ldapDoctor({ ...controller, password: 'wrong' });
    const { steps, remedies } = await doctor.diagnose();
    expect(steps.find(({ state }) => state === 'failed')?.step).toBe(controller === null ? 'connect' : 'authenticate');
    expect(remedies.map(({ id }) => id)).toEqual([controller === null ? 'H03' : 'H45']);
  });

  test('notices a clock that is wrong', async ({ skip }) => {
    const { controller } = directory();
    if (controller === null) return skip('a file has no clock');
    const { remedies } = await ldapDoctor(controller, () => Date.now() - 3_600_000).diagnose();
    expect(remedies.map(({ id }) => id)).toEqual(['H22']);
  });
});
