/** Small inventories for tests of the transform: only what a test is about is written down in it. */
import { PLAIN_NODE } from '#fixtures/source/plain-node.ts';
import { Affiliations } from '#src/model/affiliations.ts';
import type { CurrentNode, CurrentPrincipal, CurrentSiopWhiteList } from '#src/model/current.ts';
import type { LegacyInventory, TargetInventory } from '#src/model/inventory.ts';
import type {
  LegacyNode,
  LegacyPrincipal,
  LegacyPrincipalRole,
  LegacyScopePrincipal,
  LegacySiopWhiteList,
} from '#src/model/legacy.ts';
import { PackedRows } from '#src/model/packed-rows.ts';
import { CURRENT_ENUM_VALUES, LEGACY_ENUM_VALUES } from '#src/model/schema/enum-values.ts';

/** Numbers of the roles differ between the two sides on purpose: nothing may rely on them. */
export const LEGACY_ROLE = { member: 11, manager: 12, voiced: 13 } as const;
export const CURRENT_ROLE = { member: 2, manager: 3, voiced: 4, creator: 7 } as const;

export const ROOT_GUID = '00000000-0000-0000-0000-000000000001';
/** A principal whose group membership puts it into every scope that names this group. */
export const SYSTEM = 1;

/** `guid('A', 7)` → `A0000000-0000-0000-0000-000000000007` */
export function guid(kind: string, number: number): string {
  return `${kind}0000000-0000-0000-0000-${number.toString(16).toUpperCase().padStart(12, '0')}`;
}

export function legacyNode(
  node: Partial<LegacyNode> & Pick<LegacyNode, 'nodeID' | 'parentID' | 'nodeType'>,
): LegacyNode {
  return {
    ...PLAIN_NODE,
    nodeGuid: guid('A', node.nodeID),
    nodeName: `${node.nodeType ? 'Category' : 'Room'} ${node.nodeID}`,
    roleDefinerId: node.nodeID,
    ...node,
  };
}

export const LEGACY_ROOT = legacyNode({
  nodeID: 1,
  parentID: 1,
  nodeType: true,
  nodeName: 'Root',
  invite: true,
  logged: true,
  filePost: true,
  visibility: 3,
});

type NodeExtra = Partial<LegacyNode>;

export function category(nodeID: number, parentID: number, nodeName: string, extra: NodeExtra = {}): LegacyNode {
  return legacyNode({ nodeID, parentID, nodeType: true, nodeName, ...extra });
}

export function room(nodeID: number, parentID: number, nodeName: string, extra: NodeExtra = {}): LegacyNode {
  return legacyNode({ nodeID, parentID, nodeType: false, nodeName, ...extra });
}

export function principal(prinID: number, extra: Partial<LegacyPrincipal> = {}): LegacyPrincipal {
  return {
    prinID,
    prinGuid: guid('B', prinID),
    prinUri: `sip:user${prinID}@contoso.com`,
    prinName: `User ${prinID}`,
    prinCompanyName: 'Contoso',
    prinEmail: `user${prinID}@contoso.com`,
    prinADPath: `CN=Common ${prinID},OU=Staff,DC=contoso,DC=com`,
    prinADUserPrincipalName: `user${prinID}@contoso.com`,
    prinDisabled: false,
    prinTypeID: 5,
    prinAllowedPermSet: 0n,
    prinUseInheritedPerms: true,
    prinAddedBy: SYSTEM,
    prinAddedOn: 634_294_368_000_000_000n,
    prinUpdatedBy: SYSTEM,
    prinUpdatedOn: 634_294_368_000_000_000n,
    prinVerifiedOn: '2011-01-01 00:00:00.000',
    ...extra,
  };
}

export const LEGACY_SYSTEM = principal(SYSTEM, {
  prinGuid: guid('5', 1),
  prinUri: 'ma-system:adsync',
  prinName: 'AD Sync',
  prinTypeID: 4,
  prinADPath: null,
});

export function role(
  prinRoleNodeID: number,
  prinRolePrinID: number,
  type: keyof typeof LEGACY_ROLE,
  prinRoleUpdatedBy: number = SYSTEM,
): LegacyPrincipalRole {
  return {
    prinRoleNodeID,
    prinRolePrinID,
    prinRoleTypeID: LEGACY_ROLE[type],
    prinRoleUpdatedBy,
    honorsOverride: true,
    honorsScope: true,
  };
}

export function scope(scopeNodeID: number, scopePrinID: number): LegacyScopePrincipal {
  return { scopeNodeID, scopePrinID, scopeUpdatedBy: SYSTEM };
}

export function addIn(number: number, extra: Partial<LegacySiopWhiteList> = {}): LegacySiopWhiteList {
  return { siopID: guid('C', number), siopName: `Add-in ${number}`, siopUrl: `https://add.in/${number}`, ...extra };
}

/** Pairs of principal and affiliated group; self-affiliations of `selves` are added. */
export function affiliations(pairs: readonly (readonly [number, number])[], selves: readonly number[] = []) {
  const all = [...pairs, ...selves.map((id): [number, number] => [id, id])].sort((a, b) => a[0] - b[0]);
  const builder = Affiliations.builder();
  for (const [principalId, affiliated] of all) builder.add(principalId, affiliated);
  return builder.build();
}

/** The root and the system principal are always there, unless `nodes` or `principals` bring their own. */
export function legacyInventory(parts: Partial<LegacyInventory> = {}): LegacyInventory {
  const { nodes = [], principals = [] } = parts;
  return {
    identity: { engine: 'sqlite', server: '/source.db', database: 'source.db', poolId: guid('F', 1) },
    version: 'lync-2010',
    collation: 'NOCASE',
    ticksFunction: null,
    addIns: [],
    scopes: [],
    roles: [],
    roleTypes: Object.entries(LEGACY_ROLE).map(([name, rtypeID]) => ({
      rtypeID,
      rtypeDesc: name.charAt(0).toUpperCase() + name.slice(1),
      rtypeAllowedPermSet: 0n,
      honorsOverride: true,
      honorsScope: true,
    })),
    enumValues: LEGACY_ENUM_VALUES,
    lastChatIds: [],
    lastInviteIds: [],
    highestInvites: new Map(),
    bounds: [],
    affiliations: affiliations([]),
    malformed: [],
    ...parts,
    nodes: nodes.some((node) => node.nodeID === 1) ? nodes : [LEGACY_ROOT, ...nodes],
    principals: packed([...principals]),
  };
}

/** As a database's are held. */
function packed(principals: readonly LegacyPrincipal[]): LegacyInventory['principals'] {
  const names = Object.keys(LEGACY_SYSTEM) as (keyof LegacyPrincipal)[];
  const all = principals.some((one) => one.prinID === SYSTEM) ? principals : [LEGACY_SYSTEM, ...principals];
  return PackedRows.of(names, all);
}

export function currentNode(node: Partial<CurrentNode> & Pick<CurrentNode, 'nodeID' | 'nodeType'>): CurrentNode {
  return {
    nodeGuid: guid('D', node.nodeID),
    parentID: 1,
    nodeName: `${node.nodeType ? 'Category' : 'Room'} ${node.nodeID}`,
    nodeDesc: '',
    invite: node.nodeType ? true : null,
    logged: node.nodeType ? true : null,
    filePost: node.nodeType ? true : null,
    disabled: false,
    behavior: 4,
    visibility: 3,
    siopID: null,
    nodeAddedBy: SYSTEM,
    nodeAddedOn: 0n,
    nodeUpdatedBy: SYSTEM,
    nodeUpdatedOn: 0n,
    purgedOn: null,
    ...node,
  };
}

export const CURRENT_ROOT = currentNode({ nodeID: 1, nodeType: true, nodeName: 'Root', nodeGuid: ROOT_GUID });

export function currentPrincipal(prinID: number, extra: Partial<CurrentPrincipal> = {}): CurrentPrincipal {
  return {
    prinID,
    prinGuid: guid('E', prinID),
    prinUri: `sip:own${prinID}@contoso.com`,
    prinName: `Own ${prinID}`,
    prinDisplayName: `Own ${prinID}`,
    prinCompanyName: null,
    prinEmail: null,
    prinADPath: null,
    prinADUserPrincipalName: null,
    prinDisabled: 0,
    prinTypeID: 5,
    prinPoolID: null,
    prinPolicyID: null,
    prinAddedBy: SYSTEM,
    prinAddedOn: 0n,
    prinUpdatedBy: SYSTEM,
    prinUpdatedOn: 0n,
    prinVerifiedOn: '2013-01-01 00:00:00.000',
    ...extra,
  };
}

export const CURRENT_SYSTEM = currentPrincipal(SYSTEM, {
  prinGuid: guid('5', 99),
  prinUri: 'MA-SYSTEM:ADSYNC',
  prinTypeID: 4,
});

export function targetInventory(parts: Partial<TargetInventory> = {}): TargetInventory {
  const { nodes = [], principals = [] } = parts;
  const addIns: readonly CurrentSiopWhiteList[] = [];
  return {
    identity: { engine: 'sqlite', server: '/target.db', database: 'target.db', poolId: guid('F', 2) },
    collation: 'SQL_Latin1_General_CP1_CI_AS',
    ticksFunction: null,
    identityColumns: [],
    addIns,
    roleTypes: Object.entries(CURRENT_ROLE).map(([name, rtypeID]) => ({
      rtypeID,
      rtypeDesc: name.charAt(0).toUpperCase() + name.slice(1),
      rtypeAllowedPermSet: 0n,
    })),
    enumValues: CURRENT_ENUM_VALUES,
    principalTypes: [1, 2, 3, 4, 5, 8, 9, 10].map((ptypeID) => ({ ptypeID, ptypeDesc: `Type ${ptypeID}` })),
    preferenceKeys: [],
    systemRevision: 41n,
    ...parts,
    nodes: nodes.some((node) => node.nodeID === 1) ? nodes : [CURRENT_ROOT, ...nodes],
    principals: principals.some((one) => one.prinID === SYSTEM) ? principals : [CURRENT_SYSTEM, ...principals],
  };
}
