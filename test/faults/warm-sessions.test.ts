/** Sessions that are opened for copying inside the server do not come between a run that goes on and its journal. */
import { expect, it } from 'vitest';
import '#test/support/quick-disk.ts';
import { besideOf } from '#src/engines/open-beside.ts';
import type { JournalPort } from '#src/journal/journal-port.ts';
import type { MessageCopy } from '#src/load/server-path/server-path-port.ts';
import type { TargetPort, TargetTransaction } from '#src/load/target-port.ts';
import type { Interrupts } from '#src/model/interrupts.ts';
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

it('a run that goes on prepares its mapping while they are being opened', { timeout: 30_000 }, async () => {
  const databases = await SQLITE.fresh('warm-mapping');
  try {
    await createWorld(databases);
    const answer = await besideOf(databases.sourceAddress, databases.targetAddress);
    if (!answer.possible) throw new Error(answer.reason);
    const { beside } = answer;
    const interrupts: Interrupts = (point, subject) => {
      if (point === 'phase:started' && subject === 'messages') throw new Struck(point, subject);
    };
    await expect(migrate(databases, { beside, interrupts })).rejects.toThrow(Struck);

    const mapping = Promise.withResolvers<void>();
    const seen: string[] = [];
    const result = await migrate(
      {
        ...databases,
        openJournal: async () => {
          const { port, close } = await databases.openJournal();
          return { port: told(port, seen, (table) => table === 'mapping' && mapping.resolve()), close };
        },
        openTarget: async (given) => {
          const { port, close } = await databases.openTarget(given);
          // Whoever waited for the sessions before looking for the mapping would wait for ever.
          return { port: manySessions(port, seen, mapping.promise), close };
        },
      },
      { beside },
    );
    expect(result).toMatchObject({ resumed: true });
    // What is there is copied once the sessions are.
    const copies = seen.filter((each) => each.startsWith('copy'));
    expect(copies).toContain('copy of something');
    expect(copies.lastIndexOf('copy of nothing')).toBeLessThan(copies.indexOf('copy of something'));
  } finally {
    await databases.dispose();
  }
});

/** Tells of what is read of the journal. */
function told(journal: JournalPort, seen: string[], heard: (table: string) => void = () => {}): JournalPort {
  return {
    exists: () => journal.exists(),
    prepare: () => journal.prepare(),
    transaction: (work) => journal.transaction(work),
    rows: (table, where) => {
      seen.push(table);
      heard(table);
      return journal.rows(table, where);
    },
    pages: (table, where) => {
      seen.push(table);
      return journal.pages(table, where);
    },
  };
}

/**
 * A target that would let many write at once, and tells of its sessions and of copies.
 * @param ready what a session waits for before it is open
 */
function manySessions(target: TargetPort, seen: string[], ready: Promise<void> = Promise.resolve()): TargetPort {
  const watched = (transaction: TargetTransaction): TargetTransaction =>
    new Proxy(transaction, {
      get: (of, name) => {
        const member: unknown = Reflect.get(of, name, of);
        if (typeof member !== 'function') return member;
        if (name !== 'copyMessages') return member.bind(of) as unknown;
        return (copy: MessageCopy) => {
          seen.push(copy.ids === 0n ? 'copy of nothing' : 'copy of something');
          return of.copyMessages(copy);
        };
      },
    });
  return {
    pack: () => target.pack(),
    transaction: async (work) => {
      seen.push('session');
      await ready;
      return target.transaction((transaction) => work(watched(transaction)));
    },
  };
}
