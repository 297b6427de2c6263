/** Gates that look at what was done before: verification, rehearsal, backups, silence. */
import type { Certificate } from '#src/certificate/certificate.ts';
import { DAY_MS, messagesOf, shortcomingOf } from '#src/certificate/shortcoming.ts';
import type { Activity, BackupPort } from '../fence-port.ts';
import { block, type Gate, type GateVerdict, pass, warn } from './gate.ts';

export const verificationGate: Gate = {
  id: 'G01',
  title: 'The target is verified, and nothing has changed since',
  acknowledgeable: true,
  async look({ context }) {
    const state = await context.evidence.verification();
    if (state === 'verified') return pass('the last verification found no difference and is not stale');
    return block(
      `the verification is ${state}`,
      'Run `gc2pc verify` (and `gc2pc migrate` before it where rows are missing).',
    );
  },
};

export const rehearsalGate: Gate = {
  id: 'G02',
  title: 'A rehearsal with this configuration ended well, not long ago',
  acknowledgeable: true,
  async look({ context }) {
    const { rehearsalMaxAgeDays, configurationHash, ruleVersion } = context.settings;
    const { certificates, target, messages } = await context.evidence.rehearsals();
    const needed = {
      configurationHash,
      ruleVersion,
      target,
      messages,
      maxAgeDays: rehearsalMaxAgeDays,
      now: context.now(),
    };
    const judged = certificates.map((found) => ({ found, shortcoming: shortcomingOf(found, needed) }));
    const good = judged.find(({ shortcoming }) => shortcoming === null)?.found.certificate;
    if (good != null) return pass(certified(good, context.now()));
    return block(
      judged[0]?.shortcoming ?? 'no finished rehearsal is on record',
      'Run `gc2pc migrate` and `gc2pc verify` on copies of the databases, or `gc2pc rehearse`, with this configuration and work directory.',
    );
  },
};

function certified(certificate: Certificate, now: number): string {
  const { rehearsedOn, finishedAt, notRehearsed } = certificate;
  const days = Math.max(0, (now - Date.parse(finishedAt)) / DAY_MS).toFixed(1);
  const on = rehearsedOn === 'databases' ? 'on copies' : 'on made-up databases';
  const left = notRehearsed.length === 0 ? '' : `; not rehearsed: ${notRehearsed.join('; ')}`;
  return `rehearsed ${on} ${days} days ago, ${messagesOf(certificate)} messages, with the same configuration and rules${left}`;
}

export const sourceBackupGate: Gate = {
  id: 'G03',
  title: 'The source has a backup newer than the stop of Group Chat',
  acknowledgeable: true,
  look: ({ context }) => backup('source', context.source, context.source?.activity() ?? null, context.settings.backup),
};

export const targetBackupGate: Gate = {
  id: 'G04',
  title: 'The target has a backup newer than the stop of Group Chat',
  acknowledgeable: true,
  look: ({ context }) => backup('target', context.target, context.source?.activity() ?? null, context.settings.backup),
};

/** Source: "Migration process details", steps 1 and 4: back up before the export and before the import. */
async function backup(
  side: string,
  port: BackupPort | null,
  activity: Promise<Activity> | null,
  policy: 'msdb' | 'manual',
): Promise<GateVerdict> {
  const hint = `Back up the ${side} database, or acknowledge with the place of the backup that you made.`;
  if (policy === 'manual')
    return block(`backups of the ${side} are a matter of the operator (cutover.backup: manual)`, hint);
  if (port === null) return block(`no ${side} database is configured`, hint);
  const finished = await port.lastBackup();
  if (finished === null) return block(`the server knows of no full backup of the ${side}`, hint);
  const stop = (await activity)?.lastPing ?? null;
  const when = new Date(finished).toISOString();
  if (stop === null) return block(`backup of ${when}, but no ping of a Group Chat server tells when it stopped`, hint);
  if (finished < stop)
    return block(`the last backup (${when}) is older than the last sign of life of Group Chat`, hint);
  return pass(`full backup of ${when}, after the last sign of life`);
}

/** The proof that needs no access to the servers: nobody is connected, and nothing moves over two looks. */
export const silenceGate: Gate = {
  id: 'G05',
  title: 'The Group Chat services of 2010 are off',
  acknowledgeable: true,
  async look({ context }) {
    const { source } = context;
    const hint = 'Stop the Lookup, Channel, Web and Compliance services on every Group Chat server, then look again.';
    if (source === null) return block('no source database is configured, so silence cannot be proved', hint);
    const first = await source.activity();
    await context.pause(context.settings.quietIntervalSeconds * 1_000);
    const second = await source.activity();
    const moved = Object.keys(second.counters).filter((name) => second.counters[name] !== first.counters[name]);
    if (moved.length > 0) return block(`these moved within the quiet interval: ${moved.join(', ')}`, hint);
    if (second.lastPing !== first.lastPing) return block('a Group Chat server has written its ping', hint);
    if (second.sessions === null) {
      return warn(
        `nothing moved in ${context.settings.quietIntervalSeconds} s, but the account may not see other sessions`,
        'Grant VIEW SERVER STATE to the account, so that connected servers show.',
      );
    }
    if (second.sessions.length > 0) return block(`connected: ${second.sessions.join(', ')}`, hint);
    return pass(`no session of another, and nothing moved in ${context.settings.quietIntervalSeconds} s`);
  },
};

export const fenceGate: Gate = {
  id: 'G13',
  title: 'The source can be closed to writes',
  acknowledgeable: true,
  async look({ context }) {
    if (context.source === null)
      return warn('no source database is configured: there is no fence', 'Configure source.url.');
    if (context.source.prevents) return pass(`the fence is: ${context.source.means}`);
    return warn(
      `this server cannot be closed; the next best is: ${context.source.means}`,
      'Keep the Group Chat services off until the 2013 services run; a write in between is noticed, not refused.',
    );
  },
};
