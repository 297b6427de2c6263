/**
 * Proves that the static tables of the target say what the documents say, by name: their numbers are read, never
 * assumed, and nothing is ever written to them.
 * Sources: "tblEnumValue", "tblPrincipalType", "tblRoleType" of the 2013 schema.
 */
import type { CurrentEnumValue, CurrentPrincipalType, CurrentRoleType } from '#src/model/current.ts';
import type { Finding } from '#src/model/finding.ts';
import { CURRENT_ENUM_VALUES, ENUM_ATTRIBUTES } from '#src/model/schema/enum-values.ts';
import { currentSpec } from './current-spec.ts';
import { TargetStaticRowsDiffer } from './target-errors.ts';

export interface StaticRows {
  readonly enumAttributes: readonly { readonly attributeID: number; readonly attributeName: string }[];
  readonly enumValues: readonly CurrentEnumValue[];
  readonly principalTypes: readonly CurrentPrincipalType[];
  readonly roleTypes: readonly CurrentRoleType[];
}

const ROLE_NAMES = ['Member', 'Manager', 'Voiced', 'Creator'] as const;
/** SystemUser, User, DC, Group, Folder: the types that principals of a migration have. */
const NEEDED_TYPES: ReadonlySet<unknown> = new Set([4, 5, 8, 9, 10]);

/** @throws TargetStaticRowsDiffer where a row that is relied on is missing, ambiguous or contradicts the documents */
export function checkStaticRows(rows: StaticRows): Finding[] {
  const faults = [...enumFaults(rows), ...typeFaults(rows.principalTypes), ...roleFaults(rows.roleTypes)];
  if (faults.length > 0) throw new TargetStaticRowsDiffer(faults);
  return rows.enumValues
    .filter(
      (row) =>
        !CURRENT_ENUM_VALUES.some(
          (known) => known.valueID === row.valueID && same(known.attributeValue, row.attributeValue),
        ),
    )
    .map((row) => ({
      id: 'L05-enum-number',
      severity: 'info' as const,
      subject: `tblEnumValue ${row.valueID}`,
      message: `The value ${row.attributeValue} has another number than the documents give.`,
      hint: 'Nothing to do: values are taken by name.',
    }));
}

function enumFaults({ enumAttributes, enumValues }: StaticRows): string[] {
  return CURRENT_ENUM_VALUES.flatMap((documented) => {
    const name = ENUM_ATTRIBUTES.find((one) => one.attributeID === documented.attributeID)?.attributeName ?? '';
    const attributes = enumAttributes.filter((row) => same(row.attributeName, name)).map((row) => row.attributeID);
    const found = enumValues.filter(
      (row) => attributes.includes(row.attributeID) && same(row.attributeValue, documented.attributeValue),
    );
    return countFault(found.length, `tblEnumValue: ${name} ${documented.attributeValue}`);
  });
}

function typeFaults(types: readonly CurrentPrincipalType[]): string[] {
  const faults: string[] = [];
  for (const documented of currentSpec('tblPrincipalType').staticRows) {
    const found = types.find((row) => row.ptypeID === documented.ptypeID);
    const label = `tblPrincipalType: ${documented.ptypeID} ${documented.ptypeDesc}`;
    if (found === undefined) {
      if (NEEDED_TYPES.has(documented.ptypeID)) faults.push(`${label} is missing`);
    } else if (
      found.ptypeIsUser !== documented.ptypeIsUser ||
      found.ptypeIsSystemUser !== documented.ptypeIsSystemUser
    ) {
      faults.push(`${label} has other flags`);
    }
  }
  return faults;
}

function roleFaults(types: readonly CurrentRoleType[]): string[] {
  return ROLE_NAMES.flatMap((name) =>
    countFault(types.filter((row) => same(row.rtypeDesc, name)).length, `tblRoleType: ${name}`),
  );
}

function countFault(count: number, label: string): string[] {
  if (count === 1) return [];
  return [count === 0 ? `${label} is missing` : `${label} is there ${count} times`];
}

function same(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.toLowerCase();
}
