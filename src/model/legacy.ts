/**
 * Rows of the 2010 database as the transform sees them; keys are the documented column names (docs: src/model/schema/legacy.ts).
 * A real database may hold NULL where the documents say NOT NULL: extract reports such a row, it never reaches these types.
 */

export interface LegacyVersion {
  readonly versionId: number;
  readonly versionedOn: string;
  readonly description: string | null;
  readonly poolId: string;
}

export interface LegacyConfig {
  readonly configLabel: string;
  readonly configSeqID: number;
  readonly configContent: string | null;
  readonly lastModifiedBy: number;
}

export interface LegacyEnumValue {
  readonly valueID: number;
  readonly attributeID: number;
  readonly attributeValue: string;
}

export interface LegacyPrincipalType {
  readonly ptypeID: number;
  readonly ptypeDesc: string;
  readonly ptypeIsSystemUser: boolean;
  readonly ptypeIsUser: boolean;
  readonly ptypeIsFederated: boolean;
}

export interface LegacyRoleType {
  readonly rtypeID: number;
  readonly rtypeDesc: string;
  readonly rtypeAllowedPermSet: bigint;
  readonly honorsOverride: boolean;
  readonly honorsScope: boolean;
}

export interface LegacyPrincipal {
  readonly prinID: number;
  readonly prinGuid: string;
  readonly prinUri: string;
  readonly prinName: string | null;
  readonly prinCompanyName: string | null;
  readonly prinEmail: string | null;
  readonly prinADPath: string | null;
  readonly prinADUserPrincipalName: string | null;
  readonly prinDisabled: boolean;
  readonly prinTypeID: number;
  readonly prinAllowedPermSet: bigint;
  readonly prinUseInheritedPerms: boolean;
  readonly prinAddedBy: number | null;
  readonly prinAddedOn: bigint;
  readonly prinUpdatedBy: number | null;
  readonly prinUpdatedOn: bigint;
  readonly prinVerifiedOn: string;
}

export interface LegacySiopWhiteList {
  readonly siopID: string;
  readonly siopName: string;
  readonly siopUrl: string;
}

export interface LegacyNode {
  readonly nodeID: number;
  readonly nodeGuid: string;
  readonly parentID: number | null;
  readonly nodeType: boolean;
  readonly nodeName: string;
  readonly nodeDesc: string;
  readonly topic: string;
  readonly filestoreURI: string | null;
  readonly inheritance: boolean;
  readonly scopeChange: boolean;
  readonly overrideMember: boolean;
  readonly invite: boolean | null;
  readonly logged: boolean | null;
  readonly filePost: boolean | null;
  readonly disabled: boolean;
  readonly restrictChildCreate: boolean | null;
  readonly behavior: number;
  readonly visibility: number | null;
  readonly scopeDefinerId: number;
  readonly roleDefinerId: number;
  readonly siopID: string | null;
  readonly nodeAddedBy: number;
  readonly nodeAddedOn: bigint;
  readonly nodeUpdatedBy: number;
  readonly nodeUpdatedOn: bigint;
}

export interface LegacyLastChatId {
  readonly nodeID: number;
  readonly lastChatID: bigint;
}

export interface LegacyPrincipalAffiliations {
  readonly principalID: number;
  readonly affiliationID: number;
  readonly index: number;
  readonly updatedBy: number;
}

export interface LegacyPrincipalMembers {
  readonly prinID: number;
  readonly memberADPath: string;
}

export interface LegacyScopePrincipal {
  readonly scopeNodeID: number;
  readonly scopePrinID: number;
  readonly scopeUpdatedBy: number;
}

export interface LegacyPrincipalRole {
  readonly prinRoleNodeID: number;
  readonly prinRolePrinID: number;
  readonly prinRoleTypeID: number;
  readonly prinRoleUpdatedBy: number;
  readonly honorsOverride: boolean;
  readonly honorsScope: boolean;
}

export interface LegacyPrincipalInvites {
  readonly prinID: number;
  readonly invID: number;
  readonly nodeID: number;
  readonly createdOn: string;
}

export interface LegacyLastInviteId {
  readonly prinID: number;
  readonly lastInviteID: number;
}

export interface LegacyPreference {
  readonly prefLabel: string;
  readonly prefSeqID: number;
  readonly prefContent: string | null;
  readonly lastModifiedBy: number;
}

/** Table name → shape of its rows. */
export interface LegacyRows {
  readonly tblVersion: LegacyVersion;
  readonly tblConfig: LegacyConfig;
  readonly tblEnumValue: LegacyEnumValue;
  readonly tblPrincipalType: LegacyPrincipalType;
  readonly tblRoleType: LegacyRoleType;
  readonly tblPrincipal: LegacyPrincipal;
  readonly tblSiopWhiteList: LegacySiopWhiteList;
  readonly tblNode: LegacyNode;
  readonly tblLastChatId: LegacyLastChatId;
  readonly tblPrincipalAffiliations: LegacyPrincipalAffiliations;
  readonly tblPrincipalMembers: LegacyPrincipalMembers;
  readonly tblScopePrincipal: LegacyScopePrincipal;
  readonly tblPrincipalRole: LegacyPrincipalRole;
  readonly tblPrincipalInvites: LegacyPrincipalInvites;
  readonly tblLastInviteId: LegacyLastInviteId;
  readonly tblPreference: LegacyPreference;
}

export type LegacyTableName = keyof LegacyRows;
