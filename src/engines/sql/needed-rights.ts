/**
 * The rights that gc2pc uses, table by table; docs/permissions.md grants them. Nothing else is ever asked of a server.
 */
import type { Side } from './names.ts';

export interface NeededRight {
  readonly right: 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE' | 'ALTER';
  readonly table: string;
}

/** Without these a source cannot be read; the others are read where they are. */
const READ_OF_SOURCE = [
  'tblNode',
  'tblChat',
  'tblPrincipal',
  'tblPrincipalRole',
  'tblScopePrincipal',
  'tblRoleType',
  'tblEnumValue',
  'tblSiopWhiteList',
  'tblLastChatId',
  'tblPrincipalAffiliations',
  'tblPrincipalInvites',
  'tblLastInviteId',
  'tblPrincipalMembers',
  'tblPreference',
  'tblVersion',
] as const;

const STATIC_OF_TARGET = ['tblEnumAttribute', 'tblEnumValue', 'tblPrincipalType', 'tblRoleType', 'tblConfig'] as const;

const WRITTEN = [
  'tblNode',
  'tblChat',
  'tblPrincipal',
  'tblPrincipalRole',
  'tblScopePrincipal',
  'tblSiopWhiteList',
  'tblLastChatId',
  'tblPrincipalAffiliations',
  'tblPrincipalInvites',
  'tblLastInviteId',
  'tblPrincipalMembers',
  'tblPrincipalMeta',
  'tblPreference',
  'tblSystemRevision',
] as const;

/** @param identityTables tables whose key the database numbers itself: keeping given numbers needs ALTER there */
export function neededRights(side: Side, identityTables: ReadonlySet<string>): NeededRight[] {
  if (side === 'source') return READ_OF_SOURCE.map((table) => ({ right: 'SELECT', table }));
  return [
    ...[...STATIC_OF_TARGET, ...WRITTEN].map((table) => ({ right: 'SELECT', table }) as const),
    ...WRITTEN.flatMap((table) => (['INSERT', 'UPDATE', 'DELETE'] as const).map((right) => ({ right, table }))),
    ...WRITTEN.filter((table) => identityTables.has(table)).map((table) => ({ right: 'ALTER', table }) as const),
  ];
}
