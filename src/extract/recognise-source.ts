/**
 * Tells what the source database is, before anything is read from it: Group Chat of Lync 2010 or of OCS 2007 R2, the
 * 2013 product, another product, or nothing. Every missing or differing core column is named; what is there beyond the
 * documents is tolerated and reported.
 */
import type { Catalogue } from '#src/model/catalogue.ts';
import type { Finding, Severity } from '#src/model/finding.ts';
import type { LegacyVersion } from '#src/model/inventory.ts';
import {
  compareCatalogue,
  describeDifference,
  findColumn,
  findTable,
  type SchemaDifference,
} from '#src/model/schema/compare-catalogue.ts';
import { LEGACY_TABLES } from '#src/model/schema/legacy.ts';
import { LEGACY_TRANSIENT_TABLES } from '#src/model/schema/legacy-transient.ts';
import type { Row } from '#src/model/value.ts';
import { SourceEmpty, SourceIsCurrent, SourceNotRecognised, SourceSchemaDiffers } from './source-errors.ts';

/** Without these nothing can be migrated. The others may be missing: the schema of OCS 2007 R2 was never published. */
const CORE_TABLES: ReadonlySet<string> = new Set([
  'tblNode',
  'tblChat',
  'tblPrincipal',
  'tblPrincipalRole',
  'tblScopePrincipal',
  'tblRoleType',
  'tblEnumValue',
  'tblSiopWhiteList',
]);

const MIGRATED_TABLES: ReadonlySet<string> = new Set(
  LEGACY_TABLES.map((spec) => spec.name).filter(
    (name) => !['tblVersion', 'tblConfig', 'tblEnumAttribute', 'tblPrincipalType'].includes(name),
  ),
);

/** In the list of tables, but without a published page of columns. */
const DOCUMENTED_BY_NAME: ReadonlySet<string> = new Set(['tbltree', 'tbllogs']);

/** What the 2013 pages have and the 2010 pages do not. Source: "Persistent Chat database schema". */
const MARKS_OF_2013: readonly (readonly [table: string, column: string])[] = [
  ['tblNode', 'purgedOn'],
  ['tblChat', 'rtf'],
  ['tblPrincipal', 'prinDisplayName'],
  ['tblScopePrincipal', 'scopeIsDenied'],
  ['tblConfig', 'configPoolID'],
];
/** And what only the 2010 pages have. Source: "Lync Server 2010 Reference: Group Chat Database Schema". */
const MARKS_OF_2010: readonly (readonly [table: string, column: string])[] = [
  ['tblNode', 'scopeDefinerId'],
  ['tblNode', 'roleDefinerId'],
  ['tblPrincipal', 'prinAllowedPermSet'],
];

export interface RecognisedSource {
  readonly version: LegacyVersion;
  readonly findings: readonly Finding[];
}

/**
 * @param versionRows rows of tblVersion, in the order of versionId; empty where there is no such table
 * @throws SourceEmpty, SourceIsCurrent, SourceNotRecognised, SourceSchemaDiffers
 */
export function recogniseSource(catalogue: Catalogue, versionRows: readonly Row[]): RecognisedSource {
  if (catalogue.tables.length === 0) throw new SourceEmpty();
  refuseOtherProducts(catalogue);
  const differences = compareCatalogue(catalogue, [...LEGACY_TABLES, ...LEGACY_TRANSIENT_TABLES]);
  const fatal = differences.filter(isFatal);
  if (fatal.length > 0) throw new SourceSchemaDiffers(fatal.map(describeDifference));
  const version = versionOf(versionRows);
  return { version, findings: [...versionFindings(version), ...differences.flatMap(findingOf)] };
}

function refuseOtherProducts(catalogue: Catalogue): void {
  const has = ([table, column]: readonly [string, string]) => findColumn(findTable(catalogue, table), column) !== null;
  const current = MARKS_OF_2013.filter(has);
  if (current.length >= 2 && !MARKS_OF_2010.some(has)) {
    throw new SourceIsCurrent(current.map(([table, column]) => `${table}.${column}`));
  }
  const known = ['tblNode', 'tblChat', 'tblPrincipal'].filter((name) => findTable(catalogue, name) !== null);
  if (known.length === 0) throw new SourceNotRecognised(catalogue.tables.length);
}

function isFatal(difference: SchemaDifference): boolean {
  switch (difference.what) {
    case 'table-missing':
      return CORE_TABLES.has(difference.table);
    case 'column-missing':
      return difference.core && isMigrated(difference.table);
    case 'type-differs':
      return isMigrated(difference.table);
    default:
      return false;
  }
}

/** Tables of servers, tokens, logs and compliance are never migrated, so what they look like does not matter. */
function isMigrated(table: string): boolean {
  return MIGRATED_TABLES.has(table);
}

function versionOf(rows: readonly Row[]): LegacyVersion {
  const texts = rows.map((row) => String(row.description ?? '')).toReversed();
  for (const text of texts) {
    if (/2007|\bR2\b|\bOCS\b/i.test(text)) return 'ocs-2007-r2';
    if (/2010|\bLync\b/i.test(text)) return 'lync-2010';
  }
  return 'unknown';
}

function versionFindings(version: LegacyVersion): Finding[] {
  if (version !== 'unknown') return [];
  return [
    {
      id: 'X01-version-unknown',
      severity: 'warn',
      subject: 'tblVersion',
      message: 'Its description names neither Lync 2010 nor OCS 2007 R2; every documented core column is there.',
      hint: 'Compare the output of `gc2pc describe source` with the documented schema, and rehearse first.',
    },
  ];
}

function findingOf(difference: SchemaDifference): Finding[] {
  const text = describeDifference(difference);
  const subject = 'column' in difference ? `${difference.table}.${difference.column}` : difference.table;
  const make = (id: string, severity: Severity, message: string, hint: string): Finding[] => [
    { id, severity, subject, message, hint },
  ];
  switch (difference.what) {
    case 'table-missing':
      return MIGRATED_TABLES.has(difference.table)
        ? make(
            'X02-table-missing',
            'warn',
            `The source has no such table; it is taken for empty.`,
            'Check that its content is not needed.',
          )
        : [];
    case 'column-missing':
      return isMigrated(difference.table)
        ? make(
            'X03-column-missing',
            'warn',
            'The source has no such column, which the documents do not show either; a default is taken.',
            'See docs/mapping.md for the default.',
          )
        : [];
    case 'length-differs':
      return isMigrated(difference.table)
        ? make(
            'X04-length-differs',
            'info',
            `In the source ${text}.`,
            'Nothing to do: each value is checked against the target.',
          )
        : [];
    case 'nullable':
      return isMigrated(difference.table)
        ? make(
            'X05-nullable',
            'info',
            `In the source ${text}.`,
            'Nothing to do: a row with such a NULL is rejected with its content.',
          )
        : [];
    case 'column-extra':
      return make(
        'X06-column-extra',
        'info',
        'The documents do not name this column; it is not migrated.',
        'Nothing to do, unless someone of yours added it.',
      );
    case 'table-extra':
      if (DOCUMENTED_BY_NAME.has(difference.table.toLowerCase())) return [];
      return make(
        'X07-table-extra',
        'info',
        'The documents do not name this table; it is not migrated.',
        'Nothing to do, unless someone of yours added it.',
      );
    case 'type-differs':
      return [];
  }
}
