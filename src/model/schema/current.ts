/**
 * The documented Lync Server 2013 Persistent Chat database (`mgc`), table by table.
 * Source: "Persistent Chat database schema" and the page of each table (Lync Server 2013, 2012-09-18).
 */
import { CURRENT_ENUM_VALUES, ENUM_ATTRIBUTES } from './enum-values.ts';
import { reference, type TableSpec, table } from './types.ts';

export const CURRENT_TABLES: readonly TableSpec[] = [
  table('tblEnumAttribute', ['attributeID smallint NN', 'attributeName nvarchar(256) NN'], {
    primaryKey: ['attributeID'],
    staticRows: ENUM_ATTRIBUTES,
  }),
  table('tblEnumValue', ['valueID smallint NN', 'attributeID smallint NN', 'attributeValue nvarchar(256) NN'], {
    primaryKey: ['valueID'],
    foreignKeys: [reference('attributeID', 'tblEnumAttribute', 'attributeID')],
    staticRows: CURRENT_ENUM_VALUES,
  }),
  table(
    'tblPrincipalType',
    ['ptypeID smallint NN', 'ptypeDesc nvarchar(256) NN', 'ptypeIsSystemUser bit NN', 'ptypeIsUser bit NN'],
    {
      primaryKey: ['ptypeID'],
      staticRows: [
        { ptypeID: 1, ptypeDesc: 'Any', ptypeIsSystemUser: false, ptypeIsUser: false },
        { ptypeID: 2, ptypeDesc: 'AnyUser', ptypeIsSystemUser: false, ptypeIsUser: true },
        { ptypeID: 3, ptypeDesc: 'AnyGroup', ptypeIsSystemUser: false, ptypeIsUser: false },
        { ptypeID: 4, ptypeDesc: 'SystemUser', ptypeIsSystemUser: true, ptypeIsUser: false },
        { ptypeID: 5, ptypeDesc: 'User', ptypeIsSystemUser: false, ptypeIsUser: true },
        { ptypeID: 8, ptypeDesc: 'DC', ptypeIsSystemUser: false, ptypeIsUser: false },
        { ptypeID: 9, ptypeDesc: 'Group', ptypeIsSystemUser: false, ptypeIsUser: false },
        { ptypeID: 10, ptypeDesc: 'Folder', ptypeIsSystemUser: false, ptypeIsUser: false },
      ],
    },
  ),
  // The documents give the descriptions and the permission bits, not the numbers: a fixture variant sets those.
  table('tblRoleType', ['rtypeID int NN', 'rtypeDesc nvarchar(256) NN', 'rtypeAllowedPermSet bigint NN'], {
    primaryKey: ['rtypeID'],
  }),
  table(
    'tblPrincipal',
    [
      'prinID int NN',
      'prinGuid uniqueidentifier NN',
      'prinUri nvarchar(256) NN',
      'prinName nvarchar(256) null',
      'prinDisplayName nvarchar(256) null',
      'prinCompanyName nvarchar(256) null',
      'prinEmail nvarchar(256) null',
      'prinADPath nvarchar(384) null',
      'prinADUserPrincipalName nvarchar(256) null',
      'prinDisabled smallint NN',
      'prinTypeID smallint NN',
      'prinPoolID int null',
      'prinPolicyID int null',
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
      'invite bit null',
      'logged bit null',
      'filePost bit null',
      'disabled bit NN',
      'behavior smallint NN',
      'visibility smallint NN',
      'siopID uniqueidentifier null',
      'nodeAddedBy int NN',
      'nodeAddedOn bigint NN',
      'nodeUpdatedBy int NN',
      'nodeUpdatedOn bigint NN',
      'purgedOn datetime null',
    ],
    {
      primaryKey: ['nodeID'],
      // tblFileToken refers to nodeGuid, so it must be unique.
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
      'channelId int NN',
      'chatId bigint NN',
      'chatDate bigint NN',
      'userId int NN',
      'isAlert bit NN',
      'content nvarchar(max) NN',
      'rtf varchar(max) null',
    ],
    // No foreign keys are documented here: orphan messages and authors are physically possible.
    { primaryKey: ['channelId', 'chatId'] },
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
  table('tblPrincipalMembers', ['prinID int NN', 'memberADPath nvarchar(384) NN'], {
    primaryKey: ['prinID', 'memberADPath'],
    foreignKeys: [reference('prinID', 'tblPrincipal', 'prinID')],
  }),
  table(
    'tblPrincipalMeta',
    [
      'prinID int NN',
      'prinAffiliationsDirty bit NN',
      'prinAttributesDirty bit NN',
      'prinDeleted bit NN',
      'tryCount int null',
      'lastTry datetime null',
      'nextTry datetime null',
    ],
    { primaryKey: ['prinID'], foreignKeys: [reference('prinID', 'tblPrincipal', 'prinID')] },
  ),
  table(
    'tblPrincipalMemberDifference',
    ['prinGuid uniqueidentifier NN', 'memberADPath nvarchar(256) NN', 'memberRemoved bit NN'],
    { primaryKey: ['prinGuid', 'memberADPath'] },
  ),
  table('tblADUpdates', [
    'prinGuid uniqueidentifier NN',
    'prinADPath nvarchar(384) NN',
    'prinAttributesChanged bit NN',
    'prinMembersChanged bit NN',
    'prinAffiliationsChanged bit NN',
    'prinDeleted bit NN',
    'lastUpdated datetime NN',
  ]),
  table(
    'tblADCookie',
    [
      'prinGuid uniqueidentifier NN',
      'prinDCHost nvarchar(255) null',
      'adcContent image null',
      'lastUpdated datetime null',
      'lockedUntil datetime null',
    ],
    { primaryKey: ['prinGuid'] },
  ),
  table('tblSkippedAffiliations', ['prinID int NN', 'affDescription nvarchar(256) NN', 'updatedBy int NN'], {
    primaryKey: ['prinID', 'affDescription'],
    foreignKeys: [reference('prinID', 'tblPrincipal', 'prinID')],
  }),
  table(
    'tblScopePrincipal',
    ['scopeNodeID int NN', 'scopePrinID int NN', 'scopeIsDenied bit NN', 'scopeUpdatedBy int NN'],
    {
      primaryKey: ['scopeNodeID', 'scopePrinID'],
      foreignKeys: [reference('scopeNodeID', 'tblNode', 'nodeID'), reference('scopePrinID', 'tblPrincipal', 'prinID')],
    },
  ),
  table(
    'tblPrincipalRole',
    ['prinRoleNodeID int NN', 'prinRolePrinID int NN', 'prinRoleTypeID int NN', 'prinRoleUpdatedBy int NN'],
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
  table(
    'tblFileToken',
    [
      'fileToken nvarchar(50) NN',
      'fileTokenUserID int NN',
      'fileTokenChannelID uniqueidentifier NN',
      'fileTokenExpireDate datetime NN',
      'fileTokenComplianceFileUrl nvarchar(256) null',
      'fileTokenComplianceThumbnailUrl nvarchar(256) null',
      'fileTokenComplianceTime datetime2 null',
      'fileTokenComplianceIsUpload bit null',
      'fileTokenCompliancePinned bit NN',
    ],
    { primaryKey: ['fileToken'], foreignKeys: [reference('fileTokenChannelID', 'tblNode', 'nodeGuid')] },
  ),
  table(
    'tblServerIdentity',
    ['serverID int NN', 'serverAddress nvarchar(256) NN', 'serverLastPingTime datetime null'],
    { primaryKey: ['serverID'] },
  ),
  table('tblActivePeers', ['aplServerID int NN', 'aplPeerID int NN'], {
    primaryKey: ['aplServerID', 'aplPeerID'],
    foreignKeys: [
      reference('aplServerID', 'tblServerIdentity', 'serverID'),
      reference('aplPeerID', 'tblServerIdentity', 'serverID'),
    ],
  }),
  table('tblAdminLock', ['lockExpiresTime datetime NN', 'lockServerID int NN', 'lockActorID int NN']),
  table('tblSystemRevision', ['sysRevision bigint NN']),
  table(
    'tblConfig',
    ['configLabel nvarchar(255) NN', 'configContent nvarchar(max) null', 'configPoolID uniqueidentifier NN'],
    {
      primaryKey: ['configLabel'],
    },
  ),
];
