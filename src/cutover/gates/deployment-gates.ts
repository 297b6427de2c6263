/** Gates that ask what pre-flight says of the deployment: what it found wrong, and what it could not look at. */
import type { CheckEvidence, CutoverContext } from '../context.ts';
import { block, type Gate, type GateVerdict, pass, warn } from './gate.ts';

/** Checks that are spelled out; the plan as JSON has them all. */
const SPELLED_OUT = 8;

export const deploymentGate: Gate = {
  id: 'G15',
  title: 'No check of the deployment finds anything that must be settled first',
  acknowledgeable: true,
  async look({ context }) {
    const checks = await context.evidence.deployment();
    const wrong = checks.filter(({ result }) => result === 'block');
    if (wrong.length > 0) return refused('found wrong', wrong);
    const warned = checks.filter(({ result }) => result === 'warn');
    if (warned.length > 0) return warn(`pre-flight warns: ${told(warned)}`, hints(warned));
    return pass(`${checks.length} checks, ${whenLooked(checks, context)}`);
  },
};

export const unknownGate: Gate = {
  id: 'G16',
  title: 'What pre-flight could not look at was looked at by hand',
  acknowledgeable: true,
  async look({ context }) {
    const checks = await context.evidence.deployment();
    const unknown = checks.filter(({ result }) => result === 'unknown');
    const weighty = unknown.filter(({ severity }) => severity === 'block');
    if (weighty.length > 0) return refused('not known', weighty);
    if (unknown.length > 0) return warn(`not known: ${told(unknown)}`, hints(unknown));
    return pass(`all ${checks.length} checks could be looked at`);
  },
};

function refused(how: string, checks: readonly CheckEvidence[]): GateVerdict {
  return { ...block(`${how}: ${told(checks)}`, hints(checks)), parts: checks };
}

function told(checks: readonly CheckEvidence[]): string {
  const shown = checks.slice(0, SPELLED_OUT).map(({ id, looked, endangers }) => `${id} (${endangers}): ${looked}`);
  const more = checks.length > SPELLED_OUT ? [`and ${ids(checks.slice(SPELLED_OUT))}`] : [];
  return [...shown, ...more].join('; ');
}

function hints(checks: readonly CheckEvidence[]): string {
  const shown = checks.slice(0, SPELLED_OUT).map(({ id, hint }) => `${id}: ${hint.replace(/\.$/, '')}.`);
  return `${shown.join(' ')} Then run \`gc2pc preflight --only ${checks.map(({ id }) => id).join(',')}\`.`;
}

function ids(checks: readonly CheckEvidence[]): string {
  return checks.map(({ id }) => id).join(', ');
}

function whenLooked(checks: readonly CheckEvidence[], { now }: CutoverContext): string {
  const oldest = Math.min(...checks.map(({ at }) => at));
  if (!Number.isFinite(oldest)) return 'none of which applies';
  return `the oldest looked at ${((now() - oldest) / 3_600_000).toFixed(1)} h ago`;
}
