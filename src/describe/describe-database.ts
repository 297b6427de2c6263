/** Makes the description of one database from reading connections alone. Rows are read of the static tables only. */
import { createHash } from 'node:crypto';
import type { Catalogue } from '#src/model/catalogue.ts';
import type { DatabaseReader } from '#src/model/database-reader.ts';
import { identityKey } from '#src/model/identity.ts';
import {
  compareCatalogue,
  describeDifference,
  findTable,
  presentColumns,
} from '#src/model/schema/compare-catalogue.ts';
import { CURRENT_TABLES } from '#src/model/schema/current.ts';
import { CURRENT_COMPLIANCE_TABLES } from '#src/model/schema/current-compliance.ts';
import { LEGACY_TABLES } from '#src/model/schema/legacy.ts';
import { LEGACY_TRANSIENT_TABLES } from '#src/model/schema/legacy-transient.ts';
import type { TableSpec } from '#src/model/schema/types.ts';
import type { Row } from '#src/model/value.ts';
import type { Description, Side, StaticTable } from './description.ts';
import type { DescriptionPort } from './description-port.ts';
import { staticDifferences } from './static-differences.ts';

/** Written by the setup of the product and by nobody since: they hold no name that a customer gave. */
const STATIC_TABLES: ReadonlySet<string> = new Set([
  'tblEnumAttribute',
  'tblEnumValue',
  'tblPrincipalType',
  'tblRoleType',
]);
const FINGERPRINT_DIGITS = 16;

export async function describeDatabase(
  side: Side,
  reader: DatabaseReader<unknown>,
  detailed: DescriptionPort,
): Promise<Description> {
  const catalogue = await reader.catalogue();
  const detail = await detailed.detail();
  const details = new Map(detail.tables.map((table) => [table.name.toLowerCase(), table]));
  const specs = documentedTables(side, catalogue);
  return {
    side,
    engine: catalogue.engine,
    fingerprint: createHash('sha256')
      .update(identityKey(await reader.identity()))
      .digest('hex')
      .slice(0, FINGERPRINT_DIGITS),
    version: catalogue.version,
    collation: catalogue.collation,
    databaseBytes: detail.databaseBytes,
    tables: catalogue.tables.map((table) => {
      const { name: _name, ...more } = details.get(table.name.toLowerCase()) ?? NOTHING_MORE;
      return { ...table, ...more };
    }),
    staticTables: await readStatic(reader, catalogue, specs),
    ticksFunction: catalogue.ticksFunction,
    otherObjects: detail.otherObjects,
    differences: compareCatalogue(catalogue, specs).map((difference) => ({
      ...difference,
      sentence: describeDifference(difference),
    })),
    refused: detail.refused,
  };
}

const NOTHING_MORE = { name: '', defaults: [], indexes: [], foreignKeys: [], triggers: [], rows: null, bytes: null };

/** The compliance tables of 2013 live in a database of their own as a rule; they are no difference where they are not. */
function documentedTables(side: Side, catalogue: Catalogue): TableSpec[] {
  if (side === 'source') return [...LEGACY_TABLES, ...LEGACY_TRANSIENT_TABLES];
  return [...CURRENT_TABLES, ...CURRENT_COMPLIANCE_TABLES.filter(({ name }) => findTable(catalogue, name) !== null)];
}

async function readStatic(
  reader: DatabaseReader<unknown>,
  catalogue: Catalogue,
  specs: readonly TableSpec[],
): Promise<StaticTable[]> {
  const tables: StaticTable[] = [];
  for (const spec of specs) {
    const present = presentColumns(catalogue, spec);
    if (!STATIC_TABLES.has(spec.name) || present.size === 0) continue;
    const rows: Row[] = [];
    for await (const page of reader.rows(spec, present)) {
      for (const row of page) rows.push(Object.fromEntries(Object.entries(row).filter(([name]) => present.has(name))));
    }
    tables.push({ name: spec.name, rows, differences: staticDifferences(spec, rows) });
  }
  return tables;
}
