/**
 * Examines one SQL Server. Encryption is examined before any login; a password that is refused is sent once, over the
 * connection that was configured, and not at all where that one does not come about.
 */
import { lookup } from 'node:dns/promises';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import type { Diagnosis, DoctorPort } from '#src/doctor/doctor-port.ts';
import { Examination } from '#src/doctor/examination-port.ts';
import type { Side } from '../sql/names.ts';
import { placeOf } from './connection-options.ts';
import { negotiated } from './doctor-encryption.ts';
import { loggedIn, rights } from './doctor-login.ts';
import { ENCRYPTION, type PreloginAnswer } from './tds-prelogin.ts';
import { prelogin, reasonOf } from './tds-probe.ts';

const PROBE_TIMEOUT_MS = 5_000;

export interface DoctorTiming {
  readonly probeMs: number;
  now(): number;
}

export function sqlServerDoctor(
  address: SqlServerAddress,
  side: Side,
  journalDatabase: string | null,
  timing: DoctorTiming = { probeMs: PROBE_TIMEOUT_MS, now: Date.now },
): DoctorPort {
  return { diagnose: () => diagnose(address, side, journalDatabase, timing) };
}

async function diagnose(
  address: SqlServerAddress,
  side: Side,
  journalDatabase: string | null,
  timing: DoctorTiming,
): Promise<Diagnosis> {
  const notes = new Examination();
  if (!(await resolved(address, notes))) return notes.end();
  const answer = await answered(address, notes, timing);
  if (answer === null || !(await negotiated(address, answer, notes, timing.probeMs))) return notes.end();
  if (!(await loggedIn(address, notes, timing))) return notes.end();
  await rights(address, side, journalDatabase, notes);
  return notes.end();
}

async function resolved(address: SqlServerAddress, notes: Examination): Promise<boolean> {
  try {
    const found = await lookup(address.host, { all: true });
    notes.ok('resolve', `${address.host} has ${found.length === 1 ? 'one address' : `${found.length} addresses`}`);
    return true;
  } catch (error) {
    notes.fail('resolve', `${address.host}: ${reasonOf(error)}`);
    notes.advise({
      id: 'H01',
      severity: 'block',
      cause: `The name ${address.host} is not known to this machine.`,
      remedy: 'Correct the host in the URL, or add the name to DNS or to the hosts file of this machine.',
    });
    return false;
  }
}

async function answered(
  address: SqlServerAddress,
  notes: Examination,
  { probeMs }: DoctorTiming,
): Promise<PreloginAnswer | null> {
  const asked = address.encrypt ? ENCRYPTION.on : ENCRYPTION.notSupported;
  try {
    const answer = await prelogin(address.host, address.port, asked, probeMs);
    notes.ok('connect', `${placeOf(address)} answers as SQL Server ${answer.version}`);
    return answer;
  } catch (error) {
    const why = reasonOf(error);
    notes.fail('connect', `${placeOf(address)}: ${why}`);
    notes.advise(
      /ECONNREFUSED|EHOSTUNREACH|ENETUNREACH/.test(why)
        ? {
            id: 'H02',
            severity: 'block',
            cause: `Nobody listens at ${placeOf(address)}.`,
            remedy:
              'Enable TCP/IP for the instance in SQL Server Configuration Manager and put its port into the URL; a named instance has a port of its own.',
          }
        : {
            id: 'H03',
            severity: 'block',
            cause: `${placeOf(address)} does not answer as a SQL Server does (${why}).`,
            remedy:
              'Check the port, and that no firewall between here and there lets the connection in but nothing through.',
          },
    );
    return null;
  }
}
