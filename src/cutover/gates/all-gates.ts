/** The gates in the order in which they are looked at and printed. */
import type { Finding } from '#src/model/finding.ts';
import type { CutoverContext } from '../context.ts';
import { DirectoryRefused } from '../directory-errors-port.ts';
import { ownersInForest, SIP_ADDRESS } from '../owners.ts';
import { deploymentGate, unknownGate } from './deployment-gates.ts';
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
import { block, type Gate, type GateResult, type GateVerdict, type GateWorld } from './gate.ts';

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
  deploymentGate,
  unknownGate,
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
    const reason = acknowledgeable ? reasonFor(id, verdict, context.acknowledged) : null;
    results.push({ ...verdict, id, title, acknowledgeable, acknowledged: verdict.outcome === 'pass' ? null : reason });
  }
  return { world, results };
}

/** Given for the gate as a whole, or for every check that it is made of. */
function reasonFor(id: string, { parts = [] }: GateVerdict, given: ReadonlyMap<string, string>): string | null {
  const whole = given.get(id);
  if (whole !== undefined) return whole;
  const reasons = parts.flatMap((part) => {
    const reason = given.get(part.id);
    return reason === undefined ? [] : [`${part.id}: ${reason}`];
  });
  return parts.length > 0 && reasons.length === parts.length ? reasons.join('; ') : null;
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
        ? `${result.hint} Or take it upon yourself: --acknowledge ${result.id}=REASON${orEach(result)}.`
        : result.hint;
    const severity =
      result.outcome === 'pass' ? 'info' : result.outcome === 'block' && !acknowledged ? 'block' : 'warn';
    return { id: result.id, severity, subject: result.title, message, hint };
  });
}

function orEach({ parts = [] }: GateResult): string {
  return parts.length > 1 ? `, or each by itself: ${parts[0]?.id}=REASON and so on` : '';
}
