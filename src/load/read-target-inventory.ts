/**
 * Reads what the target holds before the first write: the world that the plan has to fit into. Refuses what is no 2013
 * database. Afterwards the journal keeps this inventory, so that every later run plans against the same one.
 */
import type { CurrentRows } from '#src/model/current.ts';
import type { Finding } from '#src/model/finding.ts';
import type { TargetInventory } from '#src/model/inventory.ts';
import type { Row } from '#src/model/value.ts';
import { currentSpec } from './current-spec.ts';
import { identityColumnsOf, recogniseTarget } from './recognise-target.ts';
import { checkStaticRows } from './static-rows.ts';
import type { TargetReader } from './target-port.ts';

export interface ExtractedTarget {
  readonly inventory: TargetInventory;
  readonly findings: readonly Finding[];
}

/** @throws OperatorError where the database is no 2013 database, or not as documented */
export async function readTargetInventory(reader: TargetReader): Promise<ExtractedTarget> {
  const catalogue = await reader.catalogue();
  const findings = recogniseTarget(catalogue);
  const read = <T extends keyof CurrentRows>(table: T) => readAll<CurrentRows[T]>(reader, table);
  const enumValues = await read('tblEnumValue');
  const principalTypes = await read('tblPrincipalType');
  const roleTypes = await read('tblRoleType');
  const enumAttributes = await readAll<{ attributeID: number; attributeName: string }>(reader, 'tblEnumAttribute');
  findings.push(...checkStaticRows({ enumAttributes, enumValues, principalTypes, roleTypes }));
  const revisions = await read('tblSystemRevision');
  const inventory: TargetInventory = {
    identity: await reader.identity(),
    collation: catalogue.collation,
    ticksFunction: catalogue.ticksFunction,
    identityColumns: identityColumnsOf(catalogue),
    addIns: await read('tblSiopWhiteList'),
    principals: await read('tblPrincipal'),
    nodes: await read('tblNode'),
    roleTypes,
    enumValues,
    principalTypes: principalTypes.map(({ ptypeID, ptypeDesc }) => ({ ptypeID, ptypeDesc })),
    preferenceKeys: await preferenceKeys(reader),
    systemRevision: revisions[0]?.sysRevision ?? null,
  };
  return { inventory, findings };
}

async function readAll<R>(reader: TargetReader, table: string): Promise<R[]> {
  const rows: Row[] = [];
  for await (const page of reader.rows(currentSpec(table))) rows.push(...page);
  return rows as unknown as R[];
}

/** Keys alone: the contents may be large and do not matter. */
async function preferenceKeys(reader: TargetReader): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of reader.rows(currentSpec('tblPreference'), new Set(['prefLabel', 'prefSeqID']))) {
    for (const row of page) keys.push(`${row.prefLabel}/${row.prefSeqID}`);
  }
  return keys;
}
