/** What the gates are told of rehearsals: the certificates of the work directory, and what they are measured against. */
import { hashOf } from '#src/certificate/certificate.ts';
import { readCertificates } from '#src/certificate/certificate-files.ts';
import type { Configuration } from '#src/config/configuration.ts';
import type { RehearsalEvidence } from '#src/cutover/context.ts';
import { migrationIdOf } from '#src/journal/migration.ts';
import { readUnits } from '#src/journal/units.ts';
import { identityKey } from '#src/model/identity.ts';
import { withResources } from './resources.ts';
import type { VerbContext } from './verb.ts';

/**
 * SHA-256 over the settings that decide the outcome. Where databases, directory and pool are is no part of them, so that
 * a rehearsal on copies counts; how hard to load is none, since it changes no row; secrets are none.
 */
export function rehearsedSettings(configuration: Configuration): string {
  const { policies, filter, lookup, endpoint, cutover } = configuration;
  return hashOf({ policies, filter, removal: lookup.removal, via: endpoint.via, onFailure: cutover.onFailure });
}

export async function rehearsalEvidence({ configuration, world }: VerbContext): Promise<RehearsalEvidence> {
  const certificates = readCertificates(configuration.workDir);
  if (configuration.target === null) return { certificates, target: null, messages: null };
  return withResources(async (resources) => {
    const target = await (await resources.open(world.targetReader())).identity();
    const journal = await resources.open(world.journalReader());
    const units = (await journal.exists()) ? [...(await readUnits(journal, migrationIdOf(target))).values()] : [];
    const rooms = units.filter(({ phase }) => phase === 'messages');
    const messages = rooms.reduce((sum, { rowsRead }) => sum + Number(rowsRead), 0);
    return { certificates, target: hashOf(identityKey(target)), messages: rooms.length === 0 ? null : messages };
  });
}
