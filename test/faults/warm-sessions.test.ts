/** Sessions that are opened for copying inside the server do not come between a run that goes on and its journal. */
import { expect, it } from 'vitest';
import '#test/support/quick-disk.ts';
import { besideOf } from '#src/engines/open-beside.ts';
import type { JournalPort } from '#src/journal/journal-port.ts';
import type { TargetPort, TargetTransaction } from '#src/load/target-port.ts';
import { SQLITE } from '#test/support/engines.ts';
import { Struck, strikeAt } from '#test/support/interrupting.ts';
import { migrate } from '#test/support/migrate.ts';
import { createWorld } from '#test/support/small-world.ts';

it('a run that goes on reads its journal before it opens them', { timeout: 120_000 }, async () => {
  const databases = await SQLITE.fresh('warm-sessions');
  try {
    await createWorld(databases);
    const answer = await besideOf(databases.sourceAddress, databases.targetAddress);
    if (!answer.possible) throw new Error(answer.reason);
    const { beside } = answer;
    const { interrupts } = strikeAt('batch:committed', 9);
    const struck = migrate(databases, { beside, interrupts });
    await expect(struck).rejects.toThrow(Struck);

    const seen: string[] = [];
    const result = await migrate(
      {
        ...databases,
        openJournal: async () => {
          const { port, close } = await databases.openJournal();
          return { port: told(port, seen), close };
        },
        openTarget: async (given) => {
          const { port, close } = await databases.openTarget(given);
          return { port: manySessions(port, seen), close };
        },
      },
      { beside },
    );
    expect(result).toMatchObject({ resumed: true });
    expect(seen).toContain('copy of nothing');
    const first = seen.indexOf('session');
    expect(seen.slice(0, first)).toEqual(expect.arrayContaining(['unit', 'assignment']));
    expect(seen.slice(first)).not.toContain('unit');
  } finally {
    await databases.dispose();
  }
});

/** Tells of what is read of the journal. */
function told(journal: JournalPort, seen: string[]): JournalPort {
  return {
    exists: () => journal.exists(),
    prepare: () => journal.prepare(),
    transaction: (work) => journal.transaction(work),
    rows: (table, where) => {
      seen.push(table);
      return journal.rows(table, where);
    },
    pages: (table, where) => {
      seen.push(table);
      return journal.pages(table, where);
    },
  };
}

/** A target that would let many write at once, and tells of its sessions and of copies that copy nothing. */
function manySessions(target: TargetPort, seen: string[]): TargetPort {
  const watched = (transaction: TargetTransaction): TargetTransaction =>
    new Proxy(transaction, {
      get: (of, name) => {
        const member: unknown = Reflect.get(of, name, of);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]) => {
          const [copy] = given as [{ readonly ids?: bigint } | undefined];
          if (name === 'copyMessages' && copy?.ids === 0n) seen.push('copy of nothing');
          return Reflect.apply(member, of, given) as unknown;
        };
      },
    });
  return {
    pack: () => target.pack(),
    transaction: (work) => {
      seen.push('session');
      return target.transaction((transaction) => work(watched(transaction)));
    },
  };
}
