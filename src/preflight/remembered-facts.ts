/** A server's facts, each asked for once: many checks look at the same version, rights and sizes. */
import type { SqlFactsPort } from './sql-facts-port.ts';

export function rememberedFacts(port: SqlFactsPort): SqlFactsPort {
  return {
    server: once(() => port.server()),
    database: once(() => port.database()),
    backups: once(() => port.backups()),
    missingRights: once(() => port.missingRights()),
    databases: once(() => port.databases()),
    looksLikePersistentChat: (database) => port.looksLikePersistentChat(database),
  };
}

/** What fails is remembered too: a server that refuses a question is not asked again in the same run. */
export function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | null = null;
  return () => {
    result ??= work();
    return result;
  };
}
