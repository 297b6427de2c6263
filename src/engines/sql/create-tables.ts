/** Builds tables from their specs through knex, for either engine. */
import type { Knex } from 'knex';
import type { TableSpec } from '#src/model/schema/types.ts';
import { isText } from '#src/model/schema/types.ts';

export interface TableStyle {
  /** Column type as DDL text. */
  type(table: string, column: { readonly name: string; readonly type: string }): string;
  /** Collation of text columns, null for the database's own. */
  readonly collation: string | null;
}

/** In the order given, so that a table comes after those that it refers to. */
export async function createTables(knex: Knex, specs: readonly TableSpec[], style: TableStyle): Promise<void> {
  for (const spec of specs) await tableMaker(knex, spec, style);
}

/** What `createTables` would run, for who sends it otherwise. */
export function tableStatements(knex: Knex, specs: readonly TableSpec[], style: TableStyle): string[] {
  return specs.flatMap((spec) =>
    tableMaker(knex, spec, style)
      .toSQL()
      .map(({ sql }) => sql),
  );
}

function tableMaker(knex: Knex, spec: TableSpec, style: TableStyle): Knex.SchemaBuilder {
  return knex.schema.createTable(spec.name, (table) => {
    for (const column of spec.columns) {
      // Not knex's own `collate`: its SQL Server dialect leaves it out in silence.
      const collate = isText(column.type) && style.collation !== null ? ` COLLATE ${style.collation}` : '';
      const made = table.specificType(column.name, `${style.type(spec.name, column)}${collate}`);
      if (column.nullable) made.nullable();
      else made.notNullable();
    }
    const withoutKey = spec.columns.some((column) => /primary key/i.test(style.type(spec.name, column)));
    if (spec.primaryKey.length > 0 && !withoutKey) {
      table.primary([...spec.primaryKey], `pk_${spec.name}`);
    }
    spec.unique.forEach((columns, index) => {
      table.unique([...columns], { indexName: `uq_${spec.name}_${index + 1}`, useConstraint: true });
    });
    spec.foreignKeys.forEach((key, index) => {
      table
        .foreign([...key.columns], `fk_${spec.name}_${index + 1}`)
        .references([...key.references])
        .inTable(key.table);
    });
  });
}
