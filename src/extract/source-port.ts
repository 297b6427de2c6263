/** What a 2010 database must offer to be extracted. */
import type { DatabaseReader } from '#src/model/database-reader.ts';
import type { LegacyMessage } from '#src/model/messages.ts';

export type SourcePort = DatabaseReader<LegacyMessage>;
