/**
 * Copies the lines of the cut-over's own journal, and of pre-flight's record, into the migration's audit chain, those that
 * are not there yet. The file is the one that counts; a database that is gone stops nothing.
 */

import type { CutoverContext } from '#src/cutover/context.ts';
import { AuditChain, readEvents } from '#src/journal/audit.ts';
import { migrationIdOf } from '#src/journal/migration.ts';
import { takeOverLines } from '#src/journal/take-over.ts';
import { PreflightRecord } from '#src/preflight/record.ts';
import { withResources } from './resources.ts';
import type { VerbContext } from './verb.ts';

const PREFIX = 'cutover/';

/** @returns false where the database could not be reached. */
export async function mirrorJournal(verb: VerbContext, { journal }: CutoverContext): Promise<boolean> {
  if (verb.configuration.target === null || journal.lines.length === 0) return true;
  try {
    return await withResources(async (resources) => {
      const target = await resources.open(verb.world.targetReader());
      const migrationId = migrationIdOf(await target.identity());
      const database = await resources.open(verb.world.journal());
      if (!(await database.exists())) return false;
      const known = (await readEvents(database, migrationId))
        .filter((event) => event.event.startsWith(PREFIX))
        .map((event) => (JSON.parse(event.detail) as { hash?: string }).hash);
      const mirrored = new Set(known);
      const missing = journal.lines.filter((line) => !mirrored.has(line.hash));
      const chain = await AuditChain.open(database, migrationId, verb.configuration.workDir);
      const checks = new PreflightRecord(verb.configuration.workDir).lines();
      await takeOverLines(chain, database, migrationId, checks);
      for (const line of missing) {
        const { attempt, step, hash, detail } = line;
        await chain.append(`${PREFIX}${line.event}`.slice(0, 64), { attempt, step, hash, detail }, line.at);
      }
      return true;
    });
  } catch {
    return false;
  }
}
