/** What became of each row of tblPrincipalRole: entered once in the ledger, each dropped one with its finding. */
import { IntMap } from '#src/model/int-map.ts';
import type { LegacyNode, LegacyPrincipalRole } from '#src/model/legacy.ts';
import { PackedRoles } from '#src/model/packed-roles.ts';
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
  readonly #roles: PackedRoles;
  readonly #fate: Uint8Array;
  /** Node → run of rows. */
  readonly #runs: IntMap;
  readonly #categories: LegacyNode[] = [];
  readonly #categoryPlaces = new Map<LegacyNode, number>();
  /** Place of the category times rows, plus row → rooms in which it was dropped there. */
  readonly #drops = new Map<number, number>();
  /** Legacy prinID → name, of those that findings may be about. */
  #names: ReadonlyMap<number, string> = new Map();

  constructor(input: RoleInput) {
    this.#input = input;
    const roles = PackedRoles.of(input.roles);
    this.#roles = roles;
    this.#fate = new Uint8Array(roles.length);
    this.#runs = IntMap.of(runsOf(roles));
    for (let at = 0; at < roles.length; at++) if (this.#whyRejected(at) !== null) this.#fate[at] = FATE.rejected;
  }

  /** Row numbers of a node, rejected ones left out. */
  *rowsOf(nodeID: number): Generator<number> {
    const run = this.#runs.get(nodeID);
    if (run === undefined) return;
    const { from, to } = this.#roles.run(run);
    for (let at = from; at < to; at++) if (this.#fate[at] !== FATE.rejected) yield at;
  }

  /** Legacy prinID. */
  legacyPrincipal(at: number): number {
    return this.#roles.principal(at);
  }

  /** Legacy prinID of who granted it. */
  updater(at: number): number {
    return this.#roles.updater(at);
  }

  role(at: number): Role {
    return this.#input.types.legacy.get(this.#roles.type(at)) ?? 'member';
  }

  /** New prinID. */
  principal(at: number): number {
    return this.#input.principalIds.get(this.#roles.principal(at)) ?? 0;
  }

  written(at: number): void {
    this.#fate[at] = FATE.written;
  }

  drop(at: number, category: LegacyNode, role: Role): void {
    if (this.#fate[at] === FATE.open) this.#fate[at] = FATE.dropped;
    let place = this.#categoryPlaces.get(category);
    if (place === undefined) {
      place = this.#categories.push(category) - 1;
      this.#categoryPlaces.set(category, place);
    }
    const key = place * this.#fate.length + at;
    // A presenter who is dropped is one loss, not two; a creator is no room.
    this.#drops.set(key, (this.#drops.get(key) ?? 0) + (role === 'creator' ? 0 : 1));
  }

  settle(ledgers: Ledgers, findings: Findings): void {
    const replaced = new Map<number, number>();
    this.#names = this.#input.namesOf(this.#toldOf());
    for (let at = 0; at < this.#fate.length; at++) {
      const fate = this.#fate[at];
      if (fate === FATE.written) {
        ledgers.write('roles');
        this.#reportRootManager(at, findings);
      } else if (fate === FATE.rejected) {
        const row = this.#roles.at(at) as LegacyPrincipalRole;
        const { prinRoleNodeID: node, prinRolePrinID: principal, prinRoleTypeID: type } = row;
        const reason = this.#whyRejected(at) ?? '';
        ledgers.reject('roles', 'tblPrincipalRole', `${node}/${principal}/${type}`, reason, row);
      } else {
        const rule = fate === FATE.dropped ? 'outside-scope' : this.#whyUnused(at, findings);
        ledgers.skip('roles', rule);
        const prinRoleNodeID = this.#roles.node(at);
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

  /** Principals that a finding may be about, some of them more than once. */
  *#toldOf(): Generator<number> {
    for (const key of this.#drops.keys()) yield this.#roles.principal(key % this.#fate.length);
    for (let at = 0; at < this.#fate.length; at++) {
      const role = this.role(at);
      const isOfRoot = role === 'manager' && this.#roles.node(at) === ROOT_ID;
      if (isOfRoot || role === 'voiced') yield this.#roles.principal(at);
    }
  }

  #nameOf(principal: number): string {
    return this.#names.get(principal) ?? '';
  }

  #whyUnused(at: number, findings: Findings): SkipRule {
    const { tree, selection, isAuditorium } = this.#input;
    const prinRoleNodeID = this.#roles.node(at);
    const prinRolePrinID = this.#roles.principal(at);
    const node = tree.node(prinRoleNodeID);
    const left = selection.left.get(prinRoleNodeID);
    if (left !== undefined && left !== 'root-node') return left;
    const role = this.role(at);
    if (role === 'voiced' && node !== undefined && (node.nodeType || !isAuditorium(node))) {
      const message = `Presenter ${prinRolePrinID} "${this.#nameOf(prinRolePrinID)}" is dropped: it is no auditorium.`;
      findings.add('P42-presenter-dropped', 'warn', nodeSubject(node), message);
      return 'presenter-outside-auditorium';
    }
    return role === 'member' ? 'member-list-replaced' : 'no-room-below';
  }

  #reportDrops(findings: Findings): void {
    const { tree } = this.#input;
    for (const [key, rooms] of this.#drops) {
      const place = Math.floor(key / this.#fate.length);
      const at = key - place * this.#fate.length;
      const category = this.#categories[place] as LegacyNode;
      const node = tree.node(this.#roles.node(at));
      if (node === undefined) continue;
      const prinRolePrinID = this.#roles.principal(at);
      const role = this.role(at) === 'voiced' ? 'Presenter' : this.role(at) === 'manager' ? 'Manager' : 'Member';
      const where = !node.nodeType ? '' : rooms === 0 ? ' as its creator' : ` from ${plural(rooms, 'room')}`;
      const message = `${role} ${prinRolePrinID} "${this.#nameOf(prinRolePrinID)}" is outside the scope of "${category.nodeName}" and is dropped${where}.`;
      findings.add('P40-outside-scope', 'warn', nodeSubject(node), message);
    }
  }

  #reportRootManager(at: number, findings: Findings): void {
    const prinRolePrinID = this.#roles.principal(at);
    if (this.#roles.node(at) !== ROOT_ID || this.role(at) !== 'manager') return;
    const subject = `principal ${prinRolePrinID} "${this.#nameOf(prinRolePrinID)}"`;
    findings.add('P41-root-manager', 'warn', subject, 'It becomes manager of every room whose category allows it.');
  }

  #whyRejected(at: number): string | null {
    const { tree, principalIds, types } = this.#input;
    const prinRoleNodeID = this.#roles.node(at);
    const prinRolePrinID = this.#roles.principal(at);
    const prinRoleTypeID = this.#roles.type(at);
    if (tree.node(prinRoleNodeID) === undefined) return `node ${prinRoleNodeID} has no row`;
    if (!tree.isPlaced(prinRoleNodeID)) return `node ${prinRoleNodeID} is rejected`;
    if (!principalIds.has(prinRolePrinID)) return `principal ${prinRolePrinID} has no row`;
    return types.legacy.has(prinRoleTypeID) ? null : `role type ${prinRoleTypeID} is unknown`;
  }
}

function* runsOf(roles: PackedRoles): Generator<[node: number, run: number]> {
  for (let run = 0; run < roles.runs; run++) yield [roles.run(run).node, run];
}
