/**
 * What must be true of the two databases before a row may cross: they are two, they read time alike, and the target is
 * a Persistent Chat database that has not been loaded with this source by other means.
 */
import type { CurrentNode } from '#src/model/current.ts';
import type { LegacyInventory, TargetInventory } from '#src/model/inventory.ts';
import type { LegacyNode } from '#src/model/legacy.ts';
import type { Collation } from './collation.ts';
import type { Findings } from './findings.ts';
import { nodeSubject } from './subjects.ts';
import { ROOT_ID } from './tree.ts';

export function checkDatabases(
  source: LegacyInventory,
  target: TargetInventory,
  collation: Collation,
  findings: Findings,
): void {
  const [from, to] = [source.identity, target.identity];
  const same =
    from.engine === to.engine &&
    from.server.toLowerCase() === to.server.toLowerCase() &&
    from.database.toLowerCase() === to.database.toLowerCase();
  if (same) findings.add('P01-same-database', 'block', to.database, 'Source and target are the same database.');
  if (!collation.known) {
    findings.add('P07-collation-unknown', 'warn', to.database, `Its collation is ${collation.name}.`);
  }
  checkTicks(source.ticksFunction, target.ticksFunction, findings);
}

/** Source: "Sample Persistent Chat database queries" of both versions, which call dbo.fnTicksToDate. */
function checkTicks(source: string | null, target: string | null, findings: Findings): void {
  if (source === null || target === null) {
    const sides =
      source === null && target === null
        ? 'Neither side has it'
        : `The ${source === null ? 'source' : 'target'} does not have it`;
    findings.add('P04-ticks-not-compared', 'info', 'fnTicksToDate', `${sides}; time stamps are copied bit for bit.`);
  } else if (plainSql(source) !== plainSql(target)) {
    findings.add('P03-ticks-differ', 'block', 'fnTicksToDate', 'Its text differs between source and target.');
  }
}

/** Without comments, quoting of names, line breaks and case, which do not change what a function does. */
function plainSql(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/--[^\r\n]*/g, ' ')
    .replace(/[[\]"]/g, '')
    .replace(/\s*([(),;=<>+*/-])\s*/g, '$1')
    .replace(/\s+/g, ' ')
    .replace(/^ ?(create|alter) function (dbo\.)?/i, 'create function ')
    .replace(/;? ?$/, '')
    .toLowerCase();
}

/** The target's root. Source: tblNode (the root has ID 1 and is its own parent). */
export function targetRoot(target: TargetInventory, findings: Findings): CurrentNode | null {
  const root = target.nodes.find((node) => node.nodeID === ROOT_ID && node.nodeType && node.parentID === ROOT_ID);
  if (root === undefined) {
    findings.add(
      'P06-target-root',
      'block',
      'tblNode of the target',
      'It has no category with ID 1 that is its own parent.',
    );
  }
  return root ?? null;
}

/** GUIDs are unique in the source, and none but the root's is in the target already. */
export function checkGuids(nodes: readonly LegacyNode[], target: TargetInventory, findings: Findings): void {
  const own = new Map(target.nodes.map((node) => [node.nodeGuid, node]));
  const seen = new Map<string, number>();
  for (const node of nodes) {
    const twin = seen.get(node.nodeGuid);
    if (twin !== undefined) {
      const message = `Node ${twin} has the same GUID ${node.nodeGuid}.`;
      findings.add('P16-duplicate-guid', 'block', nodeSubject(node), message);
    }
    seen.set(node.nodeGuid, twin ?? node.nodeID);
    const there = own.get(node.nodeGuid);
    if (there !== undefined && node.nodeID !== ROOT_ID) {
      const message = `The target has its GUID ${node.nodeGuid} as node ${there.nodeID} already.`;
      findings.add('P02-already-there', 'block', nodeSubject(node), message);
    }
  }
}
