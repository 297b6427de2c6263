/**
 * Rows that the target had before the migration must still be there. They are looked for among the rows that are read to
 * be compared. A server that runs may have changed them since, so this warns and does not make the verdict `different`.
 */
import type { Finding } from '#src/model/finding.ts';
import type { TargetInventory } from '#src/model/inventory.ts';
import type { MigrationPlan } from '#src/model/plan.ts';
import { unlikeColumns } from '#src/model/row-encoding.ts';
import type { Row } from '#src/model/value.ts';
import { type ComparedTable, keyText, specOf } from './difference.ts';

const ID = 'V20-own-rows';

interface Before {
  /** By the text of their key, in upper case; those that have been seen are taken out. */
  readonly rows: Map<string, Row>;
  readonly changed: Finding[];
}

export class BaselineCheck {
  readonly #tables: ReadonlyMap<string, Before>;

  constructor(plan: MigrationPlan, baseline: TargetInventory) {
    const tables: readonly (readonly [ComparedTable, readonly object[]])[] = [
      ['tblSiopWhiteList', baseline.addIns],
      ['tblPrincipal', baseline.principals],
      ['tblNode', baseline.nodes],
    ];
    this.#tables = new Map(
      tables.map(([table, rows]) => {
        const owns = plan.tables.find((one) => one.table === table)?.owns ?? (() => false);
        const own = (rows as readonly Row[]).filter((row) => !owns(row));
        return [table, { rows: new Map(own.map((row) => [textOf(table, row), row])), changed: [] }];
      }),
    );
  }

  /** Rows of a table, all of which pass by once, whoever they belong to. */
  rows(table: ComparedTable, rows: readonly Row[]): void {
    const before = this.#tables.get(table);
    if (before === undefined) return;
    for (const row of rows) {
      if (before.rows.size === 0) return;
      const key = textOf(table, row);
      const was = before.rows.get(key);
      if (was === undefined) continue;
      before.rows.delete(key);
      const columns = unlikeColumns(specOf(table), was, row);
      if (columns.length > 0) before.changed.push(finding(table, key, `has changed in ${columns.join(', ')}`));
    }
  }

  /** Once all rows have passed by. */
  findings(): Finding[] {
    return [...this.#tables].flatMap(([table, { rows, changed }]) => [
      ...changed,
      ...[...rows.keys()].map((key) => finding(table, key, 'is gone')),
    ]);
  }
}

function textOf(table: ComparedTable, row: Row): string {
  return keyText(table, row).toUpperCase();
}

function finding(table: string, key: string, what: string): Finding {
  return {
    id: ID,
    severity: 'warn',
    subject: `${table} ${key}`,
    message: `A row that the target had before the migration ${what}: ${table} ${key}.`,
    hint: 'gc2pc does not touch such rows. Find out whether the Persistent Chat service or an administrator was at work.',
  };
}
