/** A check that asks the server of one side about itself. */
import { type Check, notKnown, type Observation } from './check.ts';
import type { SqlFactsPort } from './sql-facts-port.ts';

export interface SqlCheck extends Omit<Check, 'look' | 'facts'> {
  readonly side: 'source' | 'target';
  see(sql: SqlFactsPort): Promise<Observation>;
}

export function sqlCheck({ side, see, ...about }: SqlCheck): Check {
  return {
    ...about,
    facts: 'servers',
    async look(facts) {
      const sql = await facts.sql(side);
      return sql.known ? see(sql.value) : notKnown(about, sql.why);
    },
  };
}
