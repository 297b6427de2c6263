import { afterEach, describe, expect, it } from 'vitest';
import type { CutoverContext } from '#src/cutover/context.ts';
import { LdapEndpointDriver } from '#src/cutover/endpoint-ldap.ts';
import { StandInDirectory } from '#src/engines/standin/stand-in-directory.ts';
import type { InterruptPoint } from '#src/model/interrupts.ts';
import { FaultyDirectory, WRITE_FAULTS, type WriteFault } from '#test/directory/faulty-directory.ts';
import { cutOver, goBackFrom, type Lab, makeLab, picture } from './support.ts';

let lab: Lab;
afterEach(() => lab.dispose());

const POINTS: readonly InterruptPoint[] = ['rollback:before-undo', 'rollback:after-undo', 'rollback:journaled'];
const UNDONE = ['create-endpoint', 'remove-user', 'fence'] as const;
const KILLS = UNDONE.flatMap((step) => POINTS.map((point) => [point, step] as const));

describe('a rollback', () => {
  it.each(KILLS)('that is killed at %s of %s is run again and ends as before the cut-over', async (at, step) => {
    lab = makeLab();
    const before = picture(lab.state());
    expect((await cutOver(lab.context())).error).toBeNull();
    const interrupts: CutoverContext['interrupts'] = (point, subject) => {
      if (point === at && subject === step) throw new Error('killed');
    };
    await expect(goBackFrom(lab.context({ interrupts }))).rejects.toThrow('killed');
    expect((await goBackFrom(lab.context())).error).toBeNull();
    expect(picture(lab.state())).toEqual(before);
    expect(lab.source.closed).toBe(false);
  });

  // The writes of a rollback, one after the other: endpoint deleted, user reanimated, attributes, three links.
  const writes = [1, 2, 3, 4, 5, 6];
  it.each(writes.flatMap((nth) => (Object.keys(WRITE_FAULTS) as WriteFault[]).map((fault) => [nth, fault] as const)))(
    'whose write %i meets "%s" ends as before the cut-over when it is run again',
    async (nth, fault) => {
      lab = makeLab();
      const before = picture(lab.state());
      expect((await cutOver(lab.context())).error).toBeNull();
      const port = new FaultyDirectory(new StandInDirectory(lab.stateFile));
      port.armAt(nth, fault);
      const first = lab.context({ port, endpoint: new LdapEndpointDriver(port) });
      await goBackFrom(first);
      expect(port.struck).toBe(true);
      const context = lab.context();
      const again = await goBackFrom(context);
      expect(again.error).toBeNull();
      const guidKept = Object.keys(before).every((dn) => picture(lab.state())[dn]?.guid === before[dn]?.guid);
      expect(guidKept).toBe(true);
      const refusedLink = nth >= 4 && fault === 'rights taken away';
      if (refusedLink) expect(first.findings.map((finding) => finding.id)).toContain('C04-link-differs');
      else expect(picture(lab.state())).toEqual(before);
    },
  );
});
