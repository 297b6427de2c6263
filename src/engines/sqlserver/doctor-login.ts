/** What happens from the login on: the one time that a password is sent, a larger answer, the clock, the rights. */
import type { ConnectionPool } from 'mssql';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import type { Examination } from '#src/doctor/examination-port.ts';
import { OperatorError } from '#src/model/errors.ts';
import { LoginRefused } from '../errors/connection-errors.ts';
import type { Side } from '../sql/names.ts';
import type { RawRow } from '../sql/session.ts';
import { openPool } from './pool.ts';
import { rowsOf } from './read-session.ts';
import { openSqlServerFacts } from './sql-facts.ts';
import { ServerError } from './sqlserver-errors.ts';

/** More than one packet of the largest size, so that a network that drops large packets shows. */
const TRANSFER = "SELECT GETUTCDATE(), REPLICATE(CAST('x' AS varchar(max)), 100000)";
/** NTLM and certificates tolerate this much ("Maximum tolerance for computer clock synchronization"). */
const SKEW_MS = 300_000;

/** @returns whether login and transfer succeeded */
export async function loggedIn(
  address: SqlServerAddress,
  notes: Examination,
  timing: { readonly probeMs: number; now(): number },
): Promise<boolean> {
  let pool: ConnectionPool;
  try {
    pool = await openPool(address, 'read');
    notes.ok('authenticate', address.domain === null ? 'as a SQL Server login' : 'as a Windows login, by NTLM');
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    notes.fail('authenticate', error.message);
    notes.advise({ id: 'H20', severity: 'block', cause: `${error.message}.`, remedy: loginRemedy(error, address) });
    return false;
  }
  try {
    const before = timing.now();
    const [row] = await transferred(pool, timing.probeMs);
    notes.ok('transfer', 'an answer of several packets came whole');
    clock(row?.[0], (before + timing.now()) / 2, notes);
    return true;
  } catch {
    notes.fail('transfer', 'the login succeeded, but a larger answer does not come through');
    notes.advise({
      id: 'H21',
      severity: 'block',
      cause: 'Small packets pass and large ones (16 KB, in several segments) do not.',
      remedy: 'Check the MTU of VPNs and tunnels on the way, and that ICMP "fragmentation needed" is not filtered.',
    });
    return false;
  } finally {
    await pool.close();
  }
}

/** Given up after `timeoutMs`: an answer that does not come through never does. */
async function transferred(pool: ConnectionPool, timeoutMs: number): Promise<RawRow[]> {
  const request = pool.request();
  const timer = setTimeout(() => request.cancel(), timeoutMs);
  try {
    return await rowsOf(request, { sql: TRANSFER, parameters: [] });
  } finally {
    clearTimeout(timer);
  }
}

function loginRemedy(error: OperatorError, address: SqlServerAddress): string {
  if (!(error instanceof LoginRefused)) return error.hint;
  const number = error.cause instanceof ServerError ? error.cause.number : null;
  switch (number) {
    case 18452:
      return address.domain === null
        ? 'Put domain=DOMAIN in the URL: the server takes Windows logins only. Or switch mixed mode on.'
        : 'Use an account of a domain that the server trusts.';
    case 18470:
      return 'Enable the login.';
    case 18486:
      return 'Unlock the login; doctor sends a password once, so it did not lock it.';
    case 18487:
    case 18488:
      return 'Set a new password: it has expired, or must be changed.';
    default:
      return address.domain === null
        ? error.hint
        : 'Check user, password and domain. The login is NTLMv2 with a typed password, without channel binding: where the server demands Extended Protection, or the domain forbids NTLM, use a SQL Server login over TLS.';
  }
}

function clock(value: unknown, here: number, notes: Examination): void {
  if (!(value instanceof Date)) return;
  const minutes = Math.round((value.getTime() - here) / 60_000);
  if (Math.abs(value.getTime() - here) <= SKEW_MS) return;
  notes.advise({
    id: 'H22',
    severity: 'warn',
    cause: `The clock of the server is ${Math.abs(minutes)} minutes ${minutes > 0 ? 'ahead of' : 'behind'} this machine.`,
    remedy: 'Set both clocks by the same source: NTLM, certificates and the age of backups depend on it.',
  });
}

export async function rights(
  address: SqlServerAddress,
  side: Side,
  journalDatabase: string | null,
  notes: Examination,
): Promise<void> {
  const facts = await openSqlServerFacts(address, side, journalDatabase);
  try {
    const missing = await facts.port.missingRights();
    if (missing.length === 0) return notes.ok('rights', 'none is missing');
    notes.fail('rights', `missing: ${missing.join(', ')}`);
    notes.advise({
      id: 'H30',
      severity: 'block',
      cause: `The login lacks ${missing.length === 1 ? 'a right' : `${missing.length} rights`}: ${missing.join(', ')}.`,
      remedy: `Grant what docs/permissions.md lists for the ${side}.`,
    });
  } finally {
    await facts.close();
  }
}
