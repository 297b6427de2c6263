/**
 * Who does what in which room. 2010 hands members and managers down the tree; 2013 knows them for rooms only, so they
 * are written out for each room, and whoever the category's scope does not allow is dropped, as 2013 would do.
 * Sources: "Group Chat Database Schema", Node table (roleDefinerId; lists of managers cannot be reset; presenters are
 * for rooms); "Migration process details" (root managers); "Set-CsPersistentChatRoom" (members, managers and presenters
 * within the allowed members, presenters in auditoriums only); "Manage categories" (creators within the allowed ones).
 */
import type { Affiliations } from '#src/model/affiliations.ts';
import type { LegacyNode, LegacyPrincipalRole } from '#src/model/legacy.ts';
import type { Policies } from '#src/model/policies.ts';
import type { RowList } from '#src/model/row-list.ts';
import type { CategoryOf } from './categories.ts';
import type { Findings } from './findings.ts';
import type { Ledgers } from './ledgers.ts';
import { keyOf, PlannedRoles } from './planned-roles.ts';
import type { References } from './references.ts';
import { RoleBook } from './role-book.ts';
import type { Role, RoleTypes } from './role-types.ts';
import { ScopeTest } from './scope-test.ts';
import { isAtOrAbove } from './scopes.ts';
import type { Selection } from './selection.ts';
import { nodeSubject } from './subjects.ts';
import type { Tree } from './tree.ts';

export interface RoleInput {
  /** Ascending by node, principal, type. */
  readonly roles: RowList<LegacyPrincipalRole>;
  readonly types: RoleTypes;
  readonly tree: Tree;
  readonly selection: Selection;
  readonly categoryOf: CategoryOf;
  readonly nodeIds: ReadonlyMap<number, number>;
  readonly principalIds: ReadonlyMap<number, number>;
  /** Legacy node → legacy principals of its scope rows. */
  readonly scopeMembers: ReadonlyMap<number, ReadonlySet<number>>;
  readonly affiliations: Affiliations;
  readonly references: References;
  readonly policies: Policies;
  /** For findings. */
  /** Legacy principals → what a person calls each of them. */
  readonly namesOf: (principals: Iterable<number>) => ReadonlyMap<number, string>;
  isAuditorium(room: LegacyNode): boolean;
}

/** Ascending by new node, new principal, role. */
export function planRoles(input: RoleInput, ledgers: Ledgers, findings: Findings): PlannedRoles {
  const { tree, selection, categoryOf, policies } = input;
  const book = new RoleBook(input);
  const scope = new ScopeTest(input.scopeMembers, input.affiliations);
  const planned = new PlannedRoles(input.types);
  const entries = new Map<number, number>();

  // Rooms of one category share their scope, so they are looked at together.
  const rooms = selection.nodes.filter((node) => !node.nodeType);
  rooms.sort((a, b) => (a.parentID ?? 0) - (b.parentID ?? 0) || a.nodeID - b.nodeID);
  for (const room of rooms) planRoom(room);
  for (const node of selection.nodes) if (node.nodeType) planCreators(node);
  book.settle(ledgers, findings);
  return planned;

  function planRoom(room: LegacyNode): void {
    const category = categoryOf(room);
    if (category === null) return;
    if (!isAtOrAbove(room.roleDefinerId, room, tree)) {
      const message = `Its roleDefinerId ${room.roleDefinerId} is neither itself nor above it.`;
      findings.add('P15-definer', 'block', nodeSubject(room), message);
    }
    let membersFrom = true;
    for (const node of tree.upwards(room)) {
      for (const at of book.rowsOf(node.nodeID)) {
        const role = book.role(at);
        if (role === 'manager' || (role === 'member' && membersFrom)) grant(at, role, room, category);
        else if (role === 'voiced' && node === room) grantVoice(at, room, category);
      }
      if (node.nodeID === room.roleDefinerId) membersFrom = false;
    }
    close(room);
  }

  function grantVoice(at: number, room: LegacyNode, category: LegacyNode): void {
    if (!input.isAuditorium(room)) return;
    if (grant(at, 'voiced', room, category)) grant(at, 'member', room, category);
  }

  function planCreators(category: LegacyNode): void {
    if (policies.creators === 'none') return;
    let membersFrom = policies.creators === 'members';
    for (const node of tree.upwards(category)) {
      for (const at of book.rowsOf(node.nodeID)) {
        const role = book.role(at);
        if (role === 'manager' || (role === 'member' && membersFrom)) grant(at, 'creator', category, category);
      }
      if (node.nodeID === category.roleDefinerId) membersFrom = false;
    }
    close(category);
  }

  /** False when the principal is outside the scope. */
  function grant(at: number, role: Role, node: LegacyNode, category: LegacyNode): boolean {
    const principal = book.legacyPrincipal(at);
    const allowed =
      scope.within(principal, category.scopeDefinerId) &&
      (node.scopeDefinerId === category.scopeDefinerId || scope.within(principal, node.scopeDefinerId));
    if (!allowed) {
      book.drop(at, category, role);
      return false;
    }
    book.written(at);
    const key = keyOf(book.principal(at), role);
    // The nearest node speaks first; the same role from further up adds nothing.
    if (!entries.has(key)) {
      entries.set(key, input.references.mapped(book.updater(at), 'tblPrincipalRole.prinRoleUpdatedBy'));
    }
    return true;
  }

  function close(node: LegacyNode): void {
    const newNode = input.nodeIds.get(node.nodeID);
    if (newNode !== undefined && entries.size > 0) planned.add(newNode, entries);
    entries.clear();
  }
}
