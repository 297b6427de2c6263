/**
 * The new name of every category and room, unique among themselves and with what the target has: a room may not have
 * the name of a category either. First come names that fit, by legacy ID, so that a source that grows renames nothing.
 * Sources: "Migration process details" (length; items of the same name are overwritten by the migrated legacy data),
 * "Using categories" (a room cannot have the name of a category), "New-CsPersistentChatRoom" (unique per pool).
 */
import type { CurrentNode } from '#src/model/current.ts';
import type { Policies } from '#src/model/policies.ts';
import type { Collation } from './collation.ts';
import type { Findings } from './findings.ts';
import { type FlatName, shortened } from './flat-names.ts';
import { NameClaims } from './name-claims.ts';
import type { Notes } from './notes.ts';
import { nodeSubject } from './subjects.ts';
import { NAME_LIMIT_UNITS } from './text.ts';

export interface NodeNames {
  readonly names: ReadonlyMap<number, string>;
  /** Legacy nodeID → nodeID of the target's own node whose place it takes (`nameConflict: overwrite`). */
  readonly takeOver: ReadonlyMap<number, number>;
}

type Owner = { readonly target: CurrentNode } | { readonly source: FlatName };

export interface NamingInput {
  /** Ascending by nodeID. */
  readonly names: readonly FlatName[];
  /** The target's own nodes but its root. */
  readonly targetNodes: readonly CurrentNode[];
  readonly assigned: ReadonlyMap<number, number>;
  readonly policies: Policies;
  readonly collation: Collation;
}

export function nameNodes(input: NamingInput, findings: Findings, notes: Notes): NodeNames {
  const { policies, collation, assigned } = input;
  const targetById = new Map(input.targetNodes.map((node) => [node.nodeID, node]));
  const claims = new NameClaims<Owner>(collation, NAME_LIMIT_UNITS);
  const names = new Map<number, string>();
  const takeOver = new Map<number, number>();
  const renamed = new Set<number>();

  for (const { node, full } of input.names) {
    const own = targetById.get(assigned.get(node.nodeID) ?? Number.NaN);
    if (own === undefined) continue;
    takeOver.set(node.nodeID, own.nodeID);
    // An item that was renamed since it took the place has set the name of the target's free.
    if (collation.key(full) !== collation.key(own.nodeName)) renamed.add(own.nodeID);
  }
  for (const target of input.targetNodes) if (!renamed.has(target.nodeID)) claims.claim(target.nodeName, { target });

  const tooLong = input.names.filter((name) => name.full.length > NAME_LIMIT_UNITS);
  for (const name of input.names) if (name.full.length <= NAME_LIMIT_UNITS) take(name, name.full);
  for (const name of tooLong) takeShortened(name);
  for (const name of input.names) if (takeOver.has(name.node.nodeID)) reportTakeOver(name);
  return { names, takeOver };

  function take(name: FlatName, wanted: string): void {
    const { nodeID } = name.node;
    const owner = claims.ownerOf(wanted);
    if (owner === undefined || takesPlace(name, owner)) {
      settle(name, wanted);
      return;
    }
    const clash = `"${wanted}" is taken by ${whose(owner)}`;
    const id = 'target' in owner ? 'P25-name-in-target' : 'P22-name-conflict';
    if (policies.nameConflict === 'suffix') {
      const free = claims.free(wanted);
      findings.add(id, 'warn', nodeSubject(name.node), `${clash}; it becomes "${free}".`);
      notes.add(nodeID, `suffix: ${clash}`);
      settle(name, free);
    } else {
      findings.add(id, 'block', nodeSubject(name.node), `${clash}${whyNotOverwritten(owner)}.`);
      notes.add(nodeID, `conflict: ${clash}`);
      names.set(nodeID, wanted);
    }
  }

  function takeShortened(name: FlatName): void {
    const subject = nodeSubject(name.node);
    const length = `its name with the path has ${name.full.length} of ${NAME_LIMIT_UNITS} characters`;
    if (policies.longNames === 'fail') {
      findings.add('P21-name-too-long', 'block', subject, `${capital(length)}.`);
      notes.add(name.node.nodeID, length);
      names.set(name.node.nodeID, name.full);
      return;
    }
    const short = claims.free(shortened(name, policies.categorySeparator));
    findings.add('P21-name-too-long', 'warn', subject, `${capital(length)}; "${name.full}" becomes "${short}".`);
    notes.add(name.node.nodeID, `shortened from ${name.full.length} characters`);
    settle(name, short);
  }

  function settle(name: FlatName, chosen: string): void {
    claims.claim(chosen, { source: name });
    names.set(name.node.nodeID, chosen);
  }

  /** True when the policy lets the node overwrite the target's own one of that name. */
  function takesPlace(name: FlatName, owner: Owner): boolean {
    if (policies.nameConflict !== 'overwrite' || !('target' in owner)) return false;
    const { nodeID, nodeType } = name.node;
    if (takeOver.get(nodeID) === owner.target.nodeID) return true;
    if (owner.target.nodeType !== nodeType || takeOver.has(nodeID) || assigned.has(nodeID)) return false;
    takeOver.set(nodeID, owner.target.nodeID);
    return true;
  }

  function whyNotOverwritten(owner: Owner): string {
    if (policies.nameConflict !== 'overwrite') return '';
    return 'target' in owner
      ? ', which cannot be overwritten by an item of another kind, nor once the item has been loaded'
      : '; overwriting would lose one of the two';
  }

  function reportTakeOver(name: FlatName): void {
    const target = targetById.get(takeOver.get(name.node.nodeID) ?? Number.NaN);
    if (target === undefined) return;
    const kind = target.nodeType ? 'category' : 'room';
    findings.add(
      'P24-taken-over',
      'warn',
      nodeSubject(name.node),
      `The ${kind} ${target.nodeID} "${target.nodeName}" of the target conflicts and is overwritten by the migrated legacy data.`,
    );
    notes.add(name.node.nodeID, `overwrites the target’s own ${kind} ${target.nodeID}`);
  }
}

function whose(owner: Owner): string {
  return 'target' in owner ? `the target’s own ${nodeSubject(owner.target)}` : nodeSubject(owner.source.node);
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
