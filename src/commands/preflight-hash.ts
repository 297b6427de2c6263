/** The settings that the checks look at, as one hash: after a change what was found before counts no more. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Configuration, DatabaseAddress } from '#src/config/configuration.ts';
import { toJson } from '#src/journal/json.ts';

/** SHA-256, hex. Secrets are no part of it; the exported topology is, by its content. */
export function preflightHash(configuration: Configuration): string {
  const { source, target, compliance, directory, lookup, pool, preflight, window, journalDatabase } = configuration;
  const { answers, maxAgeHours: _, topologyFile, ...looked } = preflight;
  return sha256(
    toJson({
      databases: [source, target, compliance].map((address) => (address === null ? null : withoutSecret(address))),
      journalDatabase,
      directory: [directory.url, directory.bindDn, directory.caFile, directory.domainControllers],
      lookup: lookup.sipUri,
      pool,
      looked,
      answers: [...answers].toSorted(),
      topology: topologyFile === null ? null : [topologyFile, contentOf(topologyFile)],
      window,
    }),
  );
}

function withoutSecret(address: DatabaseAddress): object {
  if (address.engine === 'sqlite') return address;
  const { password: _, ...rest } = address;
  return rest;
}

/** Null where it cannot be read: that is a state of its own too. */
function contentOf(file: string): string | null {
  try {
    return sha256(readFileSync(file));
  } catch {
    return null;
  }
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
