/** What makes the journal's tables. Apart from the journal, since the builder is loaded by a first run alone. */
import knex from 'knex';
import { JOURNAL_TABLES } from '#src/journal/journal-tables.ts';
import { tableStatements } from '../sql/create-tables.ts';
import { BINARY_COLLATION } from './binary-collation.ts';

/** One request: a table each would be a round trip each. */
export function journalDdl(): string {
  const statements = tableStatements(knex({ client: 'mssql' }), Object.values(JOURNAL_TABLES), {
    type: (_table, column) => column.type,
    collation: BINARY_COLLATION,
  });
  return statements.join(';\n');
}
