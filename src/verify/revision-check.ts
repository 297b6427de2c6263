/** tblSystemRevision is raised by one per migration; a server that has run since may have raised it further. */
import type { TargetPort } from '#src/load/target-port.ts';
import type { SqlValue } from '#src/model/value.ts';
import type { Repaired } from './apply-mismatches.ts';
import { type Difference, specOf } from './difference.ts';
import { difference } from './table-comparison.ts';
import type { VerificationPorts } from './verification-ports.ts';

/** The key under which the one row of the table is reported. */
const KEY = 'sysRevision';

export async function revisionDifference(
  ports: Pick<VerificationPorts, 'reader'>,
  wanted: bigint | null,
): Promise<Difference | null> {
  if (wanted === null) return null;
  const actual = await revisionOf(ports);
  if (actual === null) return difference('tblSystemRevision', KEY, 'missing');
  return actual < wanted ? difference('tblSystemRevision', KEY, 'changed', ['sysRevision']) : null;
}

export async function repairRevision(
  ports: Pick<VerificationPorts, 'reader'>,
  target: TargetPort,
  wanted: bigint | null,
  repaired: Repaired,
): Promise<void> {
  const found = await revisionDifference(ports, wanted);
  if (found === null || wanted === null) return;
  const spec = specOf('tblSystemRevision');
  const actual = await revisionOf(ports);
  await target.transaction(async (transaction) => {
    if (actual !== null) await transaction.remove(spec, { sysRevision: actual });
    await transaction.insert(spec, [{ sysRevision: wanted }]);
  });
  if (found.what === 'missing') repaired.inserted++;
  else repaired.updated++;
}

async function revisionOf({ reader }: Pick<VerificationPorts, 'reader'>): Promise<bigint | null> {
  let highest: bigint | null = null;
  for await (const page of reader.rows(specOf('tblSystemRevision'))) {
    for (const row of page) highest = higher(highest, row.sysRevision ?? null);
  }
  return highest;
}

function higher(highest: bigint | null, value: SqlValue): bigint | null {
  if (typeof value !== 'bigint') return highest;
  return highest === null || value > highest ? value : highest;
}
