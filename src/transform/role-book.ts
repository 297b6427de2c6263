/** What became of each row of tblPrincipalRole: entered once in the ledger, each dropped one with its finding. */
import type { LegacyNode, LegacyPrincipalRole } from '#src/model/legacy.ts';
import type { Findings } from './findings.ts';
import type { Ledgers } from './ledgers.ts';
import type { Role } from './role-types.ts';
import type { RoleInput } from './roles.ts';
import type { SkipRule } from './skip-rules.ts';
import { nodeSubject, plural } from './subjects.ts';
import { ROOT_ID } from './tree.ts';

const FATE = { open: 0, rejected: 1, dropped: 2, written: 3 } as const;

export class RoleBook {
  readonly #input: RoleInput;
  readonly #fate: Uint8Array;
  readonly #ranges = new Map<number, readonly [from: number, to: number]>();
  /** Row → category → rooms in which it was dropped there. */
  readonly #drops = new Map<number, Map<LegacyNode, { rooms: number; role: Role }>>();

  constructor(input: RoleInput) {
    this.#input = input;
    const { roles } = input;
    this.#fate = new Uint8Array(roles.length);
    for (let from = 0, to = 0; from < roles.length; from = to) {
      const { prinRoleNodeID } = this.row(from);
      while (to < roles.length && this.row(to).prinRoleNodeID === prinRoleNodeID) to++;
      this.#ranges.set(prinRoleNodeID, [from, to]);
    }
    for (let at = 0; at < roles.length; at++) if (this.#whyRejected(at) !== null) this.#fate[at] = FATE.rejected;
  }

  /** Row numbers of a node, rejected ones left out. */
  *rowsOf(nodeID: number): Generator<number> {
    const [from, to] = this.#ranges.get(nodeID) ?? [0, 0];
    for (let at = from; at < to; at++) if (this.#fate[at] !== FATE.rejected) yield at;
  }

  row(at: number): LegacyPrincipalRole {
    return this.#input.roles.at(at) as LegacyPrincipalRole;
  }

  role(at: number): Role {
    return this.#input.types.legacy.get(this.row(at).prinRoleTypeID) ?? 'member';
  }

  /** New prinID. */
  principal(at: number): number {
    return this.#input.principalIds.get(this.row(at).prinRolePrinID) ?? 0;
  }

  written(at: number): void {
    this.#fate[at] = FATE.written;
  }

  drop(at: number, category: LegacyNode, role: Role): void {
    if (this.#fate[at] === FATE.open) this.#fate[at] = FATE.dropped;
    let drops = this.#drops.get(at);
    if (drops === undefined) {
      drops = new Map();
      this.#drops.set(at, drops);
    }
    const drop = drops.get(category) ?? { rooms: 0, role };
    // A presenter who is dropped is one loss, not two; a creator is no room.
    drops.set(category, role === 'creator' ? drop : { rooms: drop.rooms + 1, role });
  }

  settle(ledgers: Ledgers, findings: Findings): void {
    const replaced = new Map<number, number>();
    for (let at = 0; at < this.#fate.length; at++) {
      const fate = this.#fate[at];
      if (fate === FATE.written) {
        ledgers.write('roles');
        this.#reportRootManager(at, findings);
      } else if (fate === FATE.rejected) {
        const { prinRoleNodeID: node, prinRolePrinID: principal, prinRoleTypeID: type } = this.row(at);
        const reason = this.#whyRejected(at) ?? '';
        ledgers.reject('roles', 'tblPrincipalRole', `${node}/${principal}/${type}`, reason, this.row(at));
      } else {
        const rule = fate === FATE.dropped ? 'outside-scope' : this.#whyUnused(at, findings);
        ledgers.skip('roles', rule);
        const { prinRoleNodeID } = this.row(at);
        if (rule === 'member-list-replaced' || rule === 'no-room-below') {
          replaced.set(prinRoleNodeID, (replaced.get(prinRoleNodeID) ?? 0) + 1);
        }
      }
    }
    this.#reportDrops(findings);
    for (const [nodeID, rows] of replaced) {
      const node = this.#input.tree.node(nodeID);
      if (node === undefined) continue;
      const message = `${plural(rows, 'role', 'roles')} on it ${rows === 1 ? 'applies' : 'apply'} to no room that comes along.`;
      findings.add('P45-members-without-room', 'info', nodeSubject(node), message);
    }
  }

  #whyUnused(at: number, findings: Findings): SkipRule {
    const { tree, selection, isAuditorium, nameOf } = this.#input;
    const { prinRoleNodeID, prinRolePrinID } = this.row(at);
    const node = tree.node(prinRoleNodeID);
    const left = selection.left.get(prinRoleNodeID);
    if (left !== undefined && left !== 'root-node') return left;
    const role = this.role(at);
    if (role === 'voiced' && node !== undefined && (node.nodeType || !isAuditorium(node))) {
      const message = `Presenter ${prinRolePrinID} "${nameOf(prinRolePrinID)}" is dropped: it is no auditorium.`;
      findings.add('P42-presenter-dropped', 'warn', nodeSubject(node), message);
      return 'presenter-outside-auditorium';
    }
    return role === 'member' ? 'member-list-replaced' : 'no-room-below';
  }

  #reportDrops(findings: Findings): void {
    const { tree, nameOf } = this.#input;
    for (const [at, drops] of this.#drops) {
      const { prinRoleNodeID, prinRolePrinID } = this.row(at);
      const node = tree.node(prinRoleNodeID);
      if (node === undefined) continue;
      const role = this.role(at) === 'voiced' ? 'Presenter' : this.role(at) === 'manager' ? 'Manager' : 'Member';
      for (const [category, { rooms }] of drops) {
        const where = !node.nodeType ? '' : rooms === 0 ? ' as its creator' : ` from ${plural(rooms, 'room')}`;
        const message = `${role} ${prinRolePrinID} "${nameOf(prinRolePrinID)}" is outside the scope of "${category.nodeName}" and is dropped${where}.`;
        findings.add('P40-outside-scope', 'warn', nodeSubject(node), message);
      }
    }
  }

  #reportRootManager(at: number, findings: Findings): void {
    const { prinRoleNodeID, prinRolePrinID } = this.row(at);
    if (prinRoleNodeID !== ROOT_ID || this.role(at) !== 'manager') return;
    const subject = `principal ${prinRolePrinID} "${this.#input.nameOf(prinRolePrinID)}"`;
    findings.add('P41-root-manager', 'warn', subject, 'It becomes manager of every room whose category allows it.');
  }

  #whyRejected(at: number): string | null {
    const { tree, principalIds, types } = this.#input;
    const { prinRoleNodeID, prinRolePrinID, prinRoleTypeID } = this.row(at);
    if (tree.node(prinRoleNodeID) === undefined) return `node ${prinRoleNodeID} has no row`;
    if (!tree.isPlaced(prinRoleNodeID)) return `node ${prinRoleNodeID} is rejected`;
    if (!principalIds.has(prinRolePrinID)) return `principal ${prinRolePrinID} has no row`;
    return types.legacy.has(prinRoleTypeID) ? null : `role type ${prinRoleTypeID} is unknown`;
  }
}
