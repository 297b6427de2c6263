/** A gate: one thing that must hold before anything is touched. Its result says what was looked at and what to do. */
import type { CheckEvidence, CutoverContext } from '../context.ts';
import type { Owner } from '../owners.ts';

export type GateOutcome = 'pass' | 'warn' | 'block';

export interface GateVerdict {
  readonly outcome: GateOutcome;
  /** What was seen, in a sentence. */
  readonly looked: string;
  readonly hint: string;
  /** Checks of pre-flight that make the verdict; each may be acknowledged by its own id as well. */
  readonly parts?: readonly CheckEvidence[];
}

/** What the gates share, read once. */
export interface GateWorld {
  readonly context: CutoverContext;
  readonly owners: readonly Owner[];
  /** The one SIP-enabled user that owns the URI; null where there is none, or more than one. */
  readonly user: Owner | null;
}

export interface Gate {
  /** `G01` */
  readonly id: string;
  readonly title: string;
  /** False for what no reason can replace. */
  readonly acknowledgeable: boolean;
  look(world: GateWorld): Promise<GateVerdict>;
}

export interface GateResult extends GateVerdict {
  readonly id: string;
  readonly title: string;
  /** The reason that an operator gave; null = none given, or none needed. */
  readonly acknowledged: string | null;
  readonly acknowledgeable: boolean;
}

export function pass(looked: string): GateVerdict {
  return { outcome: 'pass', looked, hint: 'Nothing to do.' };
}

export function warn(looked: string, hint: string): GateVerdict {
  return { outcome: 'warn', looked, hint };
}

export function block(looked: string, hint: string): GateVerdict {
  return { outcome: 'block', looked, hint };
}
