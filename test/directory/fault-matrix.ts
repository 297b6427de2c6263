/**
 * Every step × every fault × both continuations, on the stand-in: what happens, and that the directory ends as one of
 * exactly two pictures, the one before or the one of the plan, attribute by attribute.
 */

import type { CutoverContext } from '#src/cutover/context.ts';
import { execute, type Outcome } from '#src/cutover/execute.ts';
import { makePlan } from '#src/cutover/plan.ts';
import { makeRollbackPlan, rollback } from '#src/cutover/rollback.ts';
import { STEP_IDS, type StepId } from '#src/cutover/step.ts';
import { StandInDirectory } from '#src/engines/standin/stand-in-directory.ts';
import { writeState } from '#src/engines/standin/state.ts';
import { EXIT, OperatorError } from '#src/model/errors.ts';
import type { InterruptPoint } from '#src/model/interrupts.ts';
import { type Lab, makeLab, picture } from '#test/unit/cutover/support.ts';
import { FaultyDirectory, WRITE_FAULTS, type WriteFault } from './faulty-directory.ts';

export const KILLS = {
  'killed before the act': 'cutover:before-act',
  'killed between act and journal': 'cutover:after-act',
  'killed after the journal': 'cutover:journaled',
} as const satisfies Record<string, InterruptPoint>;

/** What somebody else does to the user just before the act. */
const MEDDLINGS = {
  'user changed by someone else': (object: StateObject) => {
    object.attributes.displayName = ['changed meanwhile'];
  },
  'user renamed': (object: StateObject) => {
    object.dn = object.dn.replace('CN=OCSChat', 'CN=Renamed');
    object.attributes.cn = ['Renamed'];
    object.attributes.name = ['Renamed'];
    object.attributes.distinguishedName = [object.dn];
  },
  'user moved': (object: StateObject) => {
    object.dn = object.dn.replace('OU=Service Accounts', 'CN=Users');
    object.attributes.distinguishedName = [object.dn];
  },
} as const;
type StateObject = ReturnType<Lab['state']>['objects'][string];

export const FAULTS = [...Object.keys(KILLS), ...Object.keys(WRITE_FAULTS), ...Object.keys(MEDDLINGS)];
/** Steps that write to the directory; a connection can only be cut under these. */
const WRITING: readonly StepId[] = ['remove-user', 'create-endpoint'];

export interface MatrixRow {
  readonly step: StepId;
  readonly fault: string;
  /** How the struck run ended. */
  readonly outcome: string;
  readonly forward: Ending;
  readonly back: Ending;
}
export type Ending = 'as planned' | 'as before' | 'as before, with the change that someone else made' | 'NEITHER';

/** @param row called with each row as it is found */
export async function runMatrix(row: (row: MatrixRow) => void): Promise<void> {
  for (const step of STEP_IDS) for (const fault of FAULTS) if (applies(step, fault)) row(await runCell(step, fault));
}

export function applies(step: StepId, fault: string): boolean {
  if (fault in WRITE_FAULTS) return WRITING.includes(step);
  // With a single domain controller all agree at the first look: there is no act to be killed around.
  if (step === 'confirm' && fault !== 'killed after the journal') return false;
  // Once the user is gone there is nothing left to meddle with.
  if (fault in MEDDLINGS) return STEP_IDS.indexOf(step) <= STEP_IDS.indexOf('remove-user');
  return true;
}

export async function runCell(step: StepId, fault: string): Promise<MatrixRow> {
  const [outcome, forward] = await struck(step, fault, 'forward');
  const [, back] = await struck(step, fault, 'back');
  return { step, fault, outcome, forward, back };
}

async function struck(
  step: StepId,
  fault: string,
  way: 'forward' | 'back',
): Promise<[outcome: string, ending: Ending]> {
  const lab = makeLab();
  try {
    const before = picture(lab.state());
    const planned = await plannedPicture();
    const outcome = await strike(lab, step, fault);
    // A new process: nothing is left of the old one but the files and the directory.
    if (way === 'forward') {
      for (let again = 0; again < 2; again += 1) {
        const context = lab.context();
        const plan = await makePlan(context);
        const { error } = await execute(context, plan, plan.hash);
        if (error !== null) return [outcome, 'NEITHER'];
      }
    } else {
      const context = lab.context();
      const plan = await makeRollbackPlan(context);
      const { error } = await rollback(context, plan, plan.hash);
      if (error !== null || lab.source.closed) return [outcome, 'NEITHER'];
    }
    return [outcome, ending(picture(lab.state()), before, planned, fault)];
  } finally {
    lab.dispose();
  }
}

async function strike(lab: Lab, step: StepId, fault: string): Promise<string> {
  class Killed extends Error {}
  const directory = new FaultyDirectory(new StandInDirectory(lab.stateFile));
  const interrupts: CutoverContext['interrupts'] = (point, subject) => {
    if (subject !== step) return;
    if (KILLS[fault as keyof typeof KILLS] === point) throw new Killed();
    if (point !== 'cutover:before-act') return;
    if (fault in WRITE_FAULTS) directory.armed = fault as WriteFault;
    const meddle = MEDDLINGS[fault as keyof typeof MEDDLINGS];
    if (meddle === undefined) return;
    const state = lab.state();
    const user = Object.values(state.objects).find((object) => object.dn.startsWith('CN=OCSChat'));
    if (user === undefined) return;
    const oldDn = user.dn;
    meddle(user);
    for (const other of Object.values(state.objects)) {
      for (const [name, list] of Object.entries(other.attributes)) {
        other.attributes[name] = list.map((value) => (value === oldDn ? user.dn : value));
      }
    }
    writeState(lab.stateFile, state);
  };
  const context = lab.context({ port: directory, interrupts });
  const plan = await makePlan(context);
  let outcome: Outcome;
  try {
    outcome = await execute(context, plan, plan.hash);
  } catch (error) {
    if (error instanceof Killed) return 'process gone';
    if (error instanceof OperatorError) return `exit ${EXIT[error.exit].code}`;
    throw error;
  }
  if (fault in WRITE_FAULTS && !directory.struck) throw new Error(`${fault} at ${step} never struck`);
  return outcome.error === null ? 'goes on by itself' : `exit ${EXIT[outcome.error.exit].code}`;
}

let plannedOnce: Promise<ReturnType<typeof picture>> | null = null;

/** The directory after a cut-over that nothing disturbed. */
function plannedPicture(): Promise<ReturnType<typeof picture>> {
  plannedOnce ??= (async () => {
    const lab = makeLab();
    const context = lab.context();
    const plan = await makePlan(context);
    await execute(context, plan, plan.hash);
    const after = picture(lab.state());
    lab.dispose();
    return after;
  })();
  return plannedOnce;
}

function ending(
  now: ReturnType<typeof picture>,
  before: ReturnType<typeof picture>,
  planned: ReturnType<typeof picture>,
  fault: string,
): Ending {
  if (equal(now, withoutNewGuids(planned, now))) return 'as planned';
  if (equal(now, before)) return 'as before';
  if (fault in MEDDLINGS && equal(unmeddled(now, before), before))
    return 'as before, with the change that someone else made';
  return 'NEITHER';
}

/** The endpoint's GUID is another one in each run; everything else about it is the same. */
function withoutNewGuids(
  planned: ReturnType<typeof picture>,
  now: ReturnType<typeof picture>,
): ReturnType<typeof picture> {
  return Object.fromEntries(
    Object.entries(planned).map(([dn, attributes]) => {
      const guid = now[dn]?.guid;
      const made = dn.includes('Application Contacts') && guid !== undefined;
      return [dn, made ? { ...attributes, guid } : attributes];
    }),
  );
}

/** Takes back what `MEDDLINGS` did, and nothing else, so that everything else is compared. */
function unmeddled(now: ReturnType<typeof picture>, before: ReturnType<typeof picture>): ReturnType<typeof picture> {
  const oldDn = Object.keys(before).find((dn) => dn.startsWith('CN=OCSChat')) ?? '';
  const oldUser = before[oldDn] ?? {};
  const newDn = Object.keys(now).find((dn) => now[dn]?.guid === oldUser.guid) ?? '';
  const result: Record<string, Record<string, string>> = {};
  for (const [dn, attributes] of Object.entries(now)) {
    const named = Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, value.replaceAll(newDn, oldDn)]),
    );
    if (dn === newDn) {
      for (const name of ['cn', 'name', 'displayName']) named[name] = oldUser[name] ?? '';
    }
    result[dn === newDn ? oldDn : dn] = named;
  }
  return result;
}

function equal(one: ReturnType<typeof picture>, other: ReturnType<typeof picture>): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(world: ReturnType<typeof picture>): unknown {
  return Object.keys(world)
    .sort()
    .map((dn) => [dn, Object.entries(world[dn] ?? {}).sort()]);
}

/** A row as the run book prints it, up to the column that tells of the real domain controller. */
export function rowText(row: MatrixRow): string {
  return `| ${row.step} | ${row.fault} | ${row.outcome} | ${row.forward} | ${row.back} |`;
}

export function rowKey(row: Pick<MatrixRow, 'step' | 'fault'>): string {
  return `${row.step}/${row.fault}`;
}

/** What the run book says of the same row on a real domain controller. */
export function onSamba(standIn: MatrixRow | undefined, samba: MatrixRow | undefined): string {
  if (samba === undefined) return 'no';
  if (standIn === undefined) return 'only there';
  return rowText(standIn) === rowText(samba) ? 'the same' : `${samba.outcome}; ${samba.forward}; ${samba.back}`;
}

/** @param samba rows that ran on a real domain controller; those that have no stand-in row come last */
export function matrixTable(rows: readonly MatrixRow[], samba: readonly MatrixRow[]): string {
  const there = new Map(samba.map((row) => [rowKey(row), row]));
  const known = new Set(rows.map(rowKey));
  return [
    '| step | fault | the run that is struck | then `cutover` again | or `rollback` | on Samba |',
    '|---|---|---|---|---|---|',
    ...rows.map((row) => `${rowText(row)} ${onSamba(row, there.get(rowKey(row)))} |`),
    ...samba.filter((row) => !known.has(rowKey(row))).map((row) => `${rowText(row)} ${onSamba(undefined, row)} |`),
  ].join('\n');
}
