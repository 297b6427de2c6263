/** Names that the answers to the sample queries must give: those of what the samples are about, and no others. */
import type { MigrationPlan } from '#src/model/plan.ts';
import type { Samples } from './samples.ts';

/** Names as the plan and the target's own rows give them; undefined for what no sample is about. */
export interface ExpectedNames {
  node(id: number): string | undefined;
  principal(id: number): string | null | undefined;
}

/**
 * A pool has 150,000 principals; the samples name some hundreds of them.
 * @param baseline names of nodes and principals that the target had before
 * @param orphanAuthors legacy ids of authors who have a placeholder
 * @param samples complete, with what the tables and rooms hold of them
 */
export function expectedNames(
  plan: MigrationPlan,
  baseline: {
    readonly nodes: readonly { readonly nodeID: number; readonly nodeName: string }[];
    readonly principals: readonly { readonly prinID: number; readonly prinName: string | null }[];
  },
  orphanAuthors: ReadonlySet<number>,
  samples: Samples,
): ExpectedNames {
  const wanted = samples.named();
  const nodes = new Map<number, string>();
  const principals = new Map<number, string | null>();
  const node = (id: number, name: string): void => void (wanted.nodes.has(id) && nodes.set(id, name));
  const principal = (id: number, name: unknown): void => {
    if (wanted.principals.has(id)) principals.set(id, typeof name === 'string' ? name : null);
  };
  for (const { nodeID, nodeName } of baseline.nodes) node(nodeID, nodeName);
  for (const { prinID, prinName } of baseline.principals) principal(prinID, prinName);
  for (const table of plan.tables) {
    if (table.table === 'tblNode') for (const row of table.planned()) node(Number(row.nodeID), String(row.nodeName));
    if (table.table !== 'tblPrincipal') continue;
    for (const row of table.planned()) principal(Number(row.prinID), row.prinName);
  }
  for (const author of orphanAuthors) {
    const placeholder = plan.placeholder(author)?.principal;
    if (placeholder !== undefined) principal(placeholder.prinID, placeholder.prinName);
  }
  return { node: (id) => nodes.get(id), principal: (id) => principals.get(id) };
}
