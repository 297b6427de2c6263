/**
 * The documented Lync Server 2010 Group Chat database, table by table; OCS 2007 R2 is its unpublished ancestor.
 * Source: "Lync Server 2010 Reference: Group Chat Database Schema" (March 2012), the page of each table.
 * A column marked `inferred` stands on a page whose tail is not available, or follows from the 2013 page.
 */
import { ENUM_ATTRIBUTES, LEGACY_ENUM_VALUES } from './enum-values.ts';
import { reference, type TableSpec, table } from './types.ts';

export const LEGACY_TABLES: readonly TableSpec[] = [
  table('tblVersion', [
    'versionId int NN',
    'versionedOn datetime NN',
    'description nvarchar(255) null',
    'poolId uniqueidentifier NN',
  ]),
  table(
    'tblConfig',
    ['configLabel nvarchar(255) NN', 'configSeqID int NN', 'configContent nvarchar(max) null', 'lastModifiedBy int NN'],
    { primaryKey: ['configLabel', 'configSeqID'] },
  ),
  table('tblEnumAttribute', ['attributeID smallint NN', 'attributeName nvarchar(256) NN'], {
    primaryKey: ['attributeID'],
    staticRows: ENUM_ATTRIBUTES,
  }),
  table('tblEnumValue', ['valueID smallint NN', 'attributeID smallint NN', 'attributeValue nvarchar(256) NN'], {
    primaryKey: ['valueID'],
    foreignKeys: [reference('attributeID', 'tblEnumAttribute', 'attributeID')],
    staticRows: LEGACY_ENUM_VALUES,
  }),
  table(
    'tblPrincipalType',
    [
      'ptypeID smallint NN',
      'ptypeDesc nvarchar(256) NN',
      'ptypeIsSystemUser bit NN',
      'ptypeIsUser bit NN',
      'ptypeIsFederated bit NN',
    ],
    {
      primaryKey: ['ptypeID'],
      staticRows: [
        { ptypeID: 1, ptypeDesc: 'Any', ptypeIsSystemUser: false, ptypeIsUser: false, ptypeIsFederated: false },
        { ptypeID: 2, ptypeDesc: 'AnyUser', ptypeIsSystemUser: false, ptypeIsUser: true, ptypeIsFederated: false },
        { ptypeID: 3, ptypeDesc: 'AnyGroup', ptypeIsSystemUser: false, ptypeIsUser: false, ptypeIsFederated: false },
        { ptypeID: 4, ptypeDesc: 'SystemUser', ptypeIsSystemUser: true, ptypeIsUser: false, ptypeIsFederated: false },
        { ptypeID: 5, ptypeDesc: 'User', ptypeIsSystemUser: false, ptypeIsUser: true, ptypeIsFederated: false },
        { ptypeID: 6, ptypeDesc: 'ExternalUser', ptypeIsSystemUser: false, ptypeIsUser: true, ptypeIsFederated: false },
        { ptypeID: 7, ptypeDesc: 'FederatedUser', ptypeIsSystemUser: false, ptypeIsUser: true, ptypeIsFederated: true },
        { ptypeID: 8, ptypeDesc: 'DC', ptypeIsSystemUser: false, ptypeIsUser: false, ptypeIsFederated: false },
        { ptypeID: 9, ptypeDesc: 'Group', ptypeIsSystemUser: false, ptypeIsUser: false, ptypeIsFederated: false },
        { ptypeID: 10, ptypeDesc: 'Folder', ptypeIsSystemUser: false, ptypeIsUser: false, ptypeIsFederated: false },
        {
          ptypeID: 11,
          ptypeDesc: 'FederatedGroup',
          ptypeIsSystemUser: false,
          ptypeIsUser: false,
          ptypeIsFederated: true,
        },
      ],
    },
  ),
  // Numbers and permission bits come from a fixture variant: the documents give the three descriptions only.
  table(
    'tblRoleType',
    [
      'rtypeID int NN',
      'rtypeDesc nvarchar(256) NN',
      'rtypeAllowedPermSet bigint NN',
      'honorsOverride bit NN',
      'honorsScope bit NN',
    ],
    { primaryKey: ['rtypeID'] },
  ),
  table(
    'tblPrincipal',
    [
      'prinID int NN',
      'prinGuid uniqueidentifier NN',
      'prinUri nvarchar(256) NN',
      'prinName nvarchar(256) null',
      'prinCompanyName nvarchar(256) null',
      'prinEmail nvarchar(256) null',
      'prinADPath nvarchar(256) null',
      'prinADUserPrincipalName nvarchar(256) null',
      'prinDisabled bit NN',
      'prinTypeID smallint NN',
      'prinAllowedPermSet bigint NN',
      'prinUseInheritedPerms bit NN',
      'prinAddedBy int null',
      'prinAddedOn bigint NN',
      'prinUpdatedBy int null',
      'prinUpdatedOn bigint NN',
      'prinVerifiedOn datetime NN',
    ],
    { primaryKey: ['prinID'], foreignKeys: [reference('prinTypeID', 'tblPrincipalType', 'ptypeID')] },
  ),
  table('tblSiopWhiteList', ['siopID uniqueidentifier NN', 'siopName nvarchar(50) NN', 'siopUrl nvarchar(255) NN'], {
    primaryKey: ['siopID'],
  }),
  table(
    'tblNode',
    [
      'nodeID int NN',
      'nodeGuid uniqueidentifier NN',
      'parentID int null',
      'nodeType bit NN',
      'nodeName nvarchar(256) NN',
      'nodeDesc nvarchar(256) NN',
      'topic nvarchar(256) NN',
      'filestoreURI nvarchar(256) null',
      'inheritance bit NN',
      'scopeChange bit NN',
      'overrideMember bit NN',
      'invite bit null',
      'logged bit null',
      'filePost bit null',
      'disabled bit NN',
      'restrictChildCreate bit null',
      'behavior smallint NN',
      'visibility smallint null',
      'scopeDefinerId int NN',
      'roleDefinerId int NN',
      'siopID uniqueidentifier null inferred',
      'nodeAddedBy int NN inferred',
      'nodeAddedOn bigint NN inferred',
      'nodeUpdatedBy int NN inferred',
      'nodeUpdatedOn bigint NN inferred',
    ],
    {
      primaryKey: ['nodeID'],
      unique: [['nodeGuid']],
      foreignKeys: [
        reference('parentID', 'tblNode', 'nodeID'),
        reference('behavior', 'tblEnumValue', 'valueID'),
        reference('visibility', 'tblEnumValue', 'valueID'),
        reference('siopID', 'tblSiopWhiteList', 'siopID'),
      ],
    },
  ),
  table(
    'tblChat',
    [
      'channelID int NN',
      'chatID bigint NN',
      'chatDate bigint NN',
      'userId int NN',
      'isAlert bit NN',
      'content nvarchar(max) NN',
    ],
    { primaryKey: ['channelID', 'chatID'] },
  ),
  table('tblLastChatId', ['nodeID int NN', 'lastChatID bigint NN'], {
    primaryKey: ['nodeID', 'lastChatID'],
    foreignKeys: [reference('nodeID', 'tblNode', 'nodeID')],
  }),
  table(
    'tblPrincipalAffiliations',
    ['principalID int NN', 'affiliationID int NN', 'index int NN', 'updatedBy int NN'],
    {
      primaryKey: ['principalID', 'index', 'affiliationID'],
      foreignKeys: [
        reference('principalID', 'tblPrincipal', 'prinID'),
        reference('affiliationID', 'tblPrincipal', 'prinID'),
      ],
    },
  ),
  table('tblPrincipalMembers', ['prinID int NN', 'memberADPath nvarchar(256) NN'], {
    primaryKey: ['prinID', 'memberADPath'],
    foreignKeys: [reference('prinID', 'tblPrincipal', 'prinID')],
  }),
  table('tblScopePrincipal', ['scopeNodeID int NN', 'scopePrinID int NN', 'scopeUpdatedBy int NN'], {
    primaryKey: ['scopeNodeID', 'scopePrinID'],
    foreignKeys: [reference('scopeNodeID', 'tblNode', 'nodeID'), reference('scopePrinID', 'tblPrincipal', 'prinID')],
  }),
  table(
    'tblPrincipalRole',
    [
      'prinRoleNodeID int NN',
      'prinRolePrinID int NN',
      'prinRoleTypeID int NN',
      'prinRoleUpdatedBy int NN',
      'honorsOverride bit NN',
      'honorsScope bit NN',
    ],
    {
      primaryKey: ['prinRoleNodeID', 'prinRolePrinID', 'prinRoleTypeID'],
      foreignKeys: [
        reference('prinRoleNodeID', 'tblNode', 'nodeID'),
        reference('prinRolePrinID', 'tblPrincipal', 'prinID'),
        reference('prinRoleTypeID', 'tblRoleType', 'rtypeID'),
      ],
    },
  ),
  table('tblPrincipalInvites', ['prinID int NN', 'invID int NN', 'nodeID int NN', 'createdOn datetime NN'], {
    primaryKey: ['prinID', 'nodeID'],
    foreignKeys: [reference('prinID', 'tblPrincipal', 'prinID'), reference('nodeID', 'tblNode', 'nodeID')],
  }),
  table('tblLastInviteId', ['prinID int NN', 'lastInviteID int NN'], {
    primaryKey: ['prinID'],
    foreignKeys: [reference('prinID', 'tblPrincipal', 'prinID')],
  }),
  table(
    'tblPreference',
    ['prefLabel nvarchar(255) NN', 'prefSeqID int NN', 'prefContent nvarchar(max) null', 'lastModifiedBy int NN'],
    { primaryKey: ['prefLabel', 'prefSeqID'] },
  ),
];
