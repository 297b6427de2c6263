/**
 * Tells whether a database is a 2013 Persistent Chat database as documented, before it is planned for: every missing,
 * differing or too narrow column is named. What is there beyond the documents is tolerated and reported.
 */
import type { Catalogue } from '#src/model/catalogue.ts';
import type { Finding, Severity } from '#src/model/finding.ts';
import {
  compareCatalogue,
  describeDifference,
  findColumn,
  findTable,
  type SchemaDifference,
} from '#src/model/schema/compare-catalogue.ts';
import { CURRENT_TABLES } from '#src/model/schema/current.ts';
import { TargetEmpty, TargetIsLegacy, TargetNotRecognised, TargetSchemaDiffers } from './target-errors.ts';

/** What gc2pc writes, and what it reads to decide. The rest belongs to the server and is left alone. */
const NEEDED: ReadonlySet<string> = new Set([
  'tblEnumAttribute',
  'tblEnumValue',
  'tblPrincipalType',
  'tblRoleType',
  'tblPrincipal',
  'tblSiopWhiteList',
  'tblNode',
  'tblChat',
  'tblLastChatId',
  'tblPrincipalAffiliations',
  'tblPrincipalMembers',
  'tblPrincipalMeta',
  'tblScopePrincipal',
  'tblPrincipalRole',
  'tblPrincipalInvites',
  'tblLastInviteId',
  'tblPreference',
  'tblSystemRevision',
]);

/** Columns that only the 2010 pages have. Source: "Lync Server 2010 Reference: Group Chat Database Schema". */
const MARKS_OF_2010 = [
  ['tblNode', 'scopeDefinerId'],
  ['tblNode', 'roleDefinerId'],
  ['tblPrincipal', 'prinAllowedPermSet'],
] as const;

/** @throws TargetEmpty, TargetIsLegacy, TargetNotRecognised, TargetSchemaDiffers */
export function recogniseTarget(catalogue: Catalogue): Finding[] {
  if (catalogue.tables.length === 0) throw new TargetEmpty();
  const marks = MARKS_OF_2010.filter(([table, column]) => findColumn(findTable(catalogue, table), column) !== null);
  const isCurrent = findColumn(findTable(catalogue, 'tblScopePrincipal'), 'scopeIsDenied') !== null;
  if (marks.length >= 2 && !isCurrent) throw new TargetIsLegacy(marks.map((mark) => mark.join('.')));
  if (['tblNode', 'tblChat', 'tblPrincipal'].every((name) => findTable(catalogue, name) === null)) {
    throw new TargetNotRecognised(catalogue.tables.length);
  }
  const differences = compareCatalogue(catalogue, CURRENT_TABLES);
  const fatal = differences.filter(isFatal);
  if (fatal.length > 0) throw new TargetSchemaDiffers(fatal.map(describeDifference));
  return differences.flatMap(findingOf);
}

/** `table.column` of each column that the database numbers itself, in the documented spelling. */
export function identityColumnsOf(catalogue: Catalogue): string[] {
  return CURRENT_TABLES.flatMap((spec) =>
    spec.columns
      .filter((column) => findColumn(findTable(catalogue, spec.name), column.name)?.identity === true)
      .map((column) => `${spec.name}.${column.name}`),
  );
}

function isFatal(difference: SchemaDifference): boolean {
  if (!NEEDED.has(difference.table)) return false;
  switch (difference.what) {
    case 'table-missing':
    case 'column-missing':
    case 'type-differs':
      return true;
    case 'length-differs':
      return difference.narrower;
    default:
      return false;
  }
}

function findingOf(difference: SchemaDifference): Finding[] {
  const subject = 'column' in difference ? `${difference.table}.${difference.column}` : difference.table;
  const make = (id: string, severity: Severity, message: string, hint: string): Finding[] => [
    { id, severity, subject, message, hint },
  ];
  switch (difference.what) {
    case 'column-extra':
      return difference.required && NEEDED.has(difference.table)
        ? make(
            'L02-required-column-extra',
            'warn',
            'The documents do not name this column, and it accepts no NULL: without a default of its own it refuses every row.',
            'Give the column a default, or let it accept NULL, and rehearse.',
          )
        : make(
            'L01-column-extra',
            'info',
            'The documents do not name this column; it is left to its default.',
            'Nothing to do, unless someone of yours added it.',
          );
    case 'table-extra':
      return make(
        'L03-table-extra',
        'info',
        'The documents do not name this table; it is left alone.',
        'Nothing to do, unless someone of yours added it.',
      );
    case 'length-differs':
      return make('L04-length-differs', 'info', `In the target ${describeDifference(difference)}.`, 'Nothing to do.');
    default:
      return [];
  }
}
