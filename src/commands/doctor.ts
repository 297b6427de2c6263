/** Examines every configured server and says what works. It writes nothing, and sends a refused password once. */
import { oneLine } from '#src/console/table.ts';
import type { Diagnosis } from '#src/doctor/doctor-port.ts';
import type { ExitName } from '#src/model/errors.ts';
import type { Finding } from '#src/model/finding.ts';
import { UsageRefused } from './command-errors.ts';
import type { Verb, VerbOutcome } from './verb.ts';

const MARKS = { ok: 'ok  ', failed: 'FAIL', skipped: '-   ' } as const;

export const doctorVerb: Verb = {
  name: 'doctor',
  summary:
    'connects to every configured server; names the missing right, or the TLS or authentication setting that works',
  options: [],
  stopsAtOnce: true,
  run: async (context) => {
    const doctors = [...(await context.world.doctors())];
    if (doctors.length === 0)
      throw new UsageRefused('No server is configured.', 'Set source.url, target.url or directory.url.');
    const patients = await Promise.all(
      doctors.map(async ([server, doctor]) => ({ server, ...(await doctor.diagnose()) })),
    );
    return outcome(patients);
  },
};

type Patient = Diagnosis & { readonly server: string };

function outcome(patients: readonly Patient[]): VerbOutcome {
  const findings = patients.flatMap(({ server, remedies }) =>
    remedies.map(
      ({ id, severity, cause, remedy }): Finding => ({ id, severity, subject: server, message: cause, hint: remedy }),
    ),
  );
  const exit = exitOf(patients);
  return {
    exit,
    findings,
    nextSteps: [exit === 'done' ? 'gc2pc plan' : 'gc2pc doctor'],
    data: { servers: patients.map(({ server, steps }) => ({ server, healthy: isHealthy(steps), steps })) },
    text: patients.map(patientText).join('\n\n'),
  };
}

/** Not reached is another thing than reached and refused. */
function exitOf(patients: readonly Patient[]): ExitName {
  const failed = patients.flatMap(({ steps }) => steps.filter(({ state }) => state === 'failed'));
  if (failed.length === 0) return 'done';
  return failed.some(({ step }) => ['resolve', 'connect', 'transfer'].includes(step)) ? 'unreachable' : 'blocked';
}

function isHealthy(steps: Patient['steps']): boolean {
  return steps.every(({ state }) => state !== 'failed');
}

function patientText({ server, steps, remedies }: Patient): string {
  return [
    server,
    ...steps.map(({ step, state, detail }) => `  ${MARKS[state]} ${step.padEnd(12)} ${oneLine(detail)}`),
    ...remedies.flatMap(({ id, cause, remedy }) => [`  ${id} ${oneLine(cause)}`, `       ${oneLine(remedy)}`]),
  ].join('\n');
}
