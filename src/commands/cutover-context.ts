/** Puts together what the cut-over and its way back work with: directory, databases, evidence, journal. */
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Configuration } from '#src/config/configuration.ts';
import { SettingMissing } from '#src/config/errors.ts';
import type { CutoverContext, DeltaOutcome, Evidence } from '#src/cutover/context.ts';
import type { Forest } from '#src/cutover/directory-port.ts';
import type { EndpointDriver } from '#src/cutover/endpoint-driver-port.ts';
import { LdapEndpointDriver } from '#src/cutover/endpoint-ldap.ts';
import { ManualEndpointDriver } from '#src/cutover/endpoint-manual.ts';
import { CutoverJournal } from '#src/cutover/journal-file.ts';
import { LateFence } from '#src/cutover/late-fence.ts';
import { readStatus } from '#src/journal/status.ts';
import { type Delta, rowsOf } from '#src/load/delta.ts';
import type { ExitName } from '#src/model/errors.ts';
import { RULE_VERSION } from '#src/transform/rule-version.ts';
import { changesText } from './delta-text.ts';
import { deploymentEvidence } from './deployment-evidence.ts';
import { giveBack } from './give-back.ts';
import { migrateVerb } from './migrate.ts';
import { rehearsalEvidence, rehearsedSettings } from './rehearsal-evidence.ts';
import { type Resources, withResources } from './resources.ts';
import type { Verb, VerbContext } from './verb.ts';
import { verifyVerb } from './verify.ts';

/** Long enough for replication within a site, short enough that a silent directory ends a run within three minutes. */
export const REPLICATION_SECONDS = 90;

export function cutoverFolder(configuration: Configuration): string {
  return join(configuration.workDir, 'cutover');
}

/**
 * @param mode `read`: nothing is written, neither journal nor database nor directory
 * @param way `back`: no database is opened before its turn comes, so that one that is gone stands in nobody's way
 */
export async function cutoverContext(
  verb: VerbContext,
  resources: Resources,
  mode: 'read' | 'write',
  way: 'there' | 'back',
): Promise<CutoverContext> {
  const { configuration, world } = verb;
  const { lookup, pool, cutover } = configuration;
  if (lookup.sipUri === null) throw new SettingMissing('lookup.sipUri', 'GC2PC_LOOKUP_SIP_URI');
  if (pool.fqdn === null) throw new SettingMissing('pool.fqdn', 'GC2PC_POOL_FQDN');
  const forest = await resources.open(world.directory());
  const folder = cutoverFolder(configuration);
  return {
    settings: {
      sipUri: lookup.sipUri,
      poolFqdn: pool.fqdn,
      removal: lookup.removal,
      onFailure: cutover.onFailure,
      backup: cutover.backup,
      quietIntervalSeconds: cutover.quietIntervalSeconds,
      rehearsalMaxAgeDays: cutover.rehearsalMaxAgeDays,
      replicationSeconds: REPLICATION_SECONDS,
      configurationHash: rehearsedSettings(configuration),
      ruleVersion: RULE_VERSION,
      targetServers: pool.fqdn,
    },
    forest,
    endpoint: endpointDriver(verb, forest),
    source:
      configuration.source === null
        ? null
        : way === 'back'
          ? new LateFence(() => resources.open(world.fence('source')))
          : await resources.open(world.fence('source')),
    target: configuration.target === null || way === 'back' ? null : await resources.open(world.fence('target')),
    evidence: evidenceOf(verb, deploymentEvidence(verb, resources, { forest, keep: mode === 'write' })),
    finalDelta: configuration.source === null || configuration.target === null ? null : () => finalDelta(verb),
    journal: new CutoverJournal(folder, operator(), verb.now, mode),
    folder,
    acknowledged: verb.acknowledged,
    stop: verb.stop,
    interrupts: world.interrupts,
    say: verb.tell,
    findings: [],
    now: verb.now,
    pause: async (milliseconds) => {
      await delay(milliseconds, undefined, { signal: verb.stop }).catch(() => {});
    },
  };
}

function endpointDriver(verb: VerbContext, forest: Forest): EndpointDriver {
  const { via } = verb.configuration.endpoint;
  if (via === 'ldap') return new LdapEndpointDriver(forest.primary);
  if (via === 'manual') return new ManualEndpointDriver(forest.primary, verb.tell);
  return verb.world.powershellEndpoint();
}

function evidenceOf(verb: VerbContext, deployment: Evidence['deployment']): Evidence {
  return {
    deployment,
    verification: async () => {
      if (verb.configuration.target === null) return 'unverified';
      return withResources(async (resources) => {
        const target = await resources.open(verb.world.targetReader());
        const journal = await resources.open(verb.world.journalReader());
        return (await readStatus(journal, await target.identity(), verb.now())).verification;
      });
    },
    rehearsals: () => rehearsalEvidence(verb),
  };
}

/** The same work as the verbs do, with the fence up: what came since is loaded, then everything is compared. */
async function finalDelta(verb: VerbContext): Promise<DeltaOutcome> {
  const loaded = await ended(migrateVerb, { ...verb, runId: `${verb.runId}-delta` });
  if (loaded.exit !== 'done' && loaded.exit !== 'rejects') {
    return { verified: false, rowsWritten: 0, message: `the final migrate ended as "${loaded.exit}"` };
  }
  const compared = await ended(verifyVerb, { ...verb, runId: `${verb.runId}-delta-verify` });
  const { total } = loaded.delta as Delta;
  const verified = compared.exit === 'done';
  return {
    verified,
    rowsWritten: rowsOf(total),
    message: verified
      ? `final delta (${changesText(total)}), verified inside the fence`
      : `the verification inside the fence ended as "${compared.exit}"`,
  };
}

/** How a verb ended. It begins with what gates or the verb before it held given back, and leaves no lists of thousands. */
async function ended(verb: Verb, context: VerbContext): Promise<{ readonly exit: ExitName; readonly delta: unknown }> {
  giveBack();
  const { exit, data } = await verb.run(context, {}, []);
  return { exit, delta: data.delta };
}

function operator(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
