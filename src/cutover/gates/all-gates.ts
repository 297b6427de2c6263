/** The gates in the order in which they are looked at and printed. */
import type { Finding } from '#src/model/finding.ts';
import type { CutoverContext } from '../context.ts';
import { DirectoryRefused } from '../directory-errors-port.ts';
import { ownersInForest, SIP_ADDRESS } from '../owners.ts';
import {
  fenceGate,
  rehearsalGate,
  silenceGate,
  sourceBackupGate,
  targetBackupGate,
  verificationGate,
} from './evidence-gates.ts';
import {
  childrenGate,
  controllersGate,
  endpointRightsGate,
  oneOwnerGate,
  poolGate,
  recoveryGate,
  removalRightsGate,
  userGate,
} from './forest-gates.ts';
import { block, type Gate, type GateResult, type GateWorld } from './gate.ts';

export const GATES: readonly Gate[] = [
  verificationGate,
  rehearsalGate,
  sourceBackupGate,
  targetBackupGate,
  silenceGate,
  userGate,
  oneOwnerGate,
  removalRightsGate,
  childrenGate,
  endpointRightsGate,
  poolGate,
  controllersGate,
  fenceGate,
  recoveryGate,
];

export async function lookAtGates(context: CutoverContext): Promise<{ world: GateWorld; results: GateResult[] }> {
  const owners = await ownersInForest(context.forest, context.settings.sipUri);
  const users = owners.filter((owner) => owner.kind === 'user' && owner.by.includes(SIP_ADDRESS));
  const world: GateWorld = { context, owners, user: users.length === 1 ? (users[0] ?? null) : null };
  const results: GateResult[] = [];
  for (const gate of GATES) {
    const { id, title, acknowledgeable } = gate;
    // A refusal is an answer to the gate's question; an unreachable server is not.
    const verdict = await gate.look(world).catch((error: unknown) => {
      if (error instanceof DirectoryRefused) return block(error.message, error.hint);
      throw error;
    });
    const reason = acknowledgeable ? (context.acknowledged.get(id) ?? null) : null;
    results.push({ ...verdict, id, title, acknowledgeable, acknowledged: verdict.outcome === 'pass' ? null : reason });
  }
  return { world, results };
}

/** True where a gate blocks and nobody took that upon themselves. */
export function isRefused(results: readonly GateResult[]): boolean {
  return results.some((result) => result.outcome === 'block' && result.acknowledged === null);
}

export function gateFindings(results: readonly GateResult[]): Finding[] {
  return results.map((result) => {
    const acknowledged = result.acknowledged !== null;
    const message = acknowledged ? `${result.looked} (acknowledged: ${result.acknowledged})` : result.looked;
    const hint =
      result.outcome === 'block' && result.acknowledgeable && !acknowledged
        ? `${result.hint} Or take it upon yourself: --acknowledge ${result.id}=REASON.`
        : result.hint;
    const severity =
      result.outcome === 'pass' ? 'info' : result.outcome === 'block' && !acknowledged ? 'block' : 'warn';
    return { id: result.id, severity, subject: result.title, message, hint };
  });
}
