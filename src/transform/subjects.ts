/** How findings and notes name what they speak of. */
import type { LegacyNode, LegacyPrincipal } from '#src/model/legacy.ts';

export function nodeSubject(node: Pick<LegacyNode, 'nodeID' | 'nodeType' | 'nodeName'>): string {
  return `${node.nodeType ? 'category' : 'room'} ${node.nodeID} "${node.nodeName}"`;
}

export function principalSubject(principal: Pick<LegacyPrincipal, 'prinID' | 'prinName' | 'prinUri'>): string {
  return `principal ${principal.prinID} "${principal.prinName ?? principal.prinUri}"`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
