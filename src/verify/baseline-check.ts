/**
 * Rows that the target had before the migration must still be there. A server that runs may have changed them since, so
 * this warns and does not make the verdict `different`.
 */
import type { Finding } from '#src/model/finding.ts';
import type { TargetInventory } from '#src/model/inventory.ts';
import type { MigrationPlan } from '#src/model/plan.ts';
import { unlikeColumns } from '#src/model/row-encoding.ts';
import type { Row } from '#src/model/value.ts';
import { type ComparedTable, keyText, specOf } from './difference.ts';
import type { VerificationPorts } from './verification-ports.ts';

const ID = 'V20-own-rows';

export async function checkBaseline(
  { reader }: Pick<VerificationPorts, 'reader'>,
  plan: MigrationPlan,
  baseline: TargetInventory,
): Promise<Finding[]> {
  const tables: readonly (readonly [ComparedTable, readonly object[]])[] = [
    ['tblSiopWhiteList', baseline.addIns],
    ['tblPrincipal', baseline.principals],
    ['tblNode', baseline.nodes],
  ];
  const findings: Finding[] = [];
  for (const [table, rows] of tables) {
    const owns = plan.tables.find((one) => one.table === table)?.owns ?? (() => false);
    const before = new Map(
      (rows as readonly Row[]).filter((row) => !owns(row)).map((row) => [keyText(table, row).toUpperCase(), row]),
    );
    for await (const page of reader.rows(specOf(table))) {
      for (const row of page) {
        const key = keyText(table, row).toUpperCase();
        const was = before.get(key);
        if (was === undefined) continue;
        before.delete(key);
        const columns = unlikeColumns(specOf(table), was, row);
        if (columns.length > 0) findings.push(finding(table, key, `has changed in ${columns.join(', ')}`));
      }
    }
    for (const key of before.keys()) findings.push(finding(table, key, 'is gone'));
  }
  return findings;
}

function finding(table: ComparedTable, key: string, what: string): Finding {
  return {
    id: ID,
    severity: 'warn',
    subject: `${table} ${key}`,
    message: `A row that the target had before the migration ${what}: ${table} ${key}.`,
    hint: 'gc2pc does not touch such rows. Find out whether the Persistent Chat service or an administrator was at work.',
  };
}
