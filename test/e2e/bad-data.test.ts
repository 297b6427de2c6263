/**
 * Databases that are broken in every way that is known of: each is refused or blocked by name, with a hint and with no
 * row written; or it is migrated, with what cannot be carried over set aside whole, and verified.
 */
import '#test/support/quick-disk.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BREAKAGE_NAMES, BREAKAGES, type BreakageName, createBroken } from '#fixtures/breakages/breakages.ts';
import { DOCUMENTED } from '#fixtures/variant.ts';
import { readLegacyInventory } from '#src/extract/read-legacy-inventory.ts';
import { readTargetInventory } from '#src/load/read-target-inventory.ts';
import { OperatorError } from '#src/model/errors.ts';
import { blocks } from '#src/model/finding.ts';
import { type MigrationPlan, NOTHING_ASSIGNED } from '#src/model/plan.ts';
import { DEFAULT_POLICIES, NO_FILTER } from '#src/model/policies.ts';
import { silent } from '#src/model/progress.ts';
import { planMigration } from '#src/transform/plan-migration.ts';
import { forEachEngine, type TestDatabases } from '#test/support/engines.ts';
import { migrate } from '#test/support/migrate.ts';
import { told, verify } from '#test/support/verify.ts';

const LIMITS = { rows: 2_000, bytes: 4_000_000 };
const TIMEOUT_MS = 120_000;
/** SQLite has no stored functions. */
const NOT_ON_SQLITE: readonly BreakageName[] = ['ticksDiffer'];

forEachEngine('a broken database', (engine) => {
  const here = BREAKAGE_NAMES.filter((name) => engine.name !== 'sqlite' || !NOT_ON_SQLITE.includes(name));
  let databases: TestDatabases;
  beforeEach(async ({ task }) => {
    databases = await engine.fresh(task.name);
  });
  afterEach(() => databases.dispose());

  const named = (...effects: string[]) => here.filter((name) => effects.includes(BREAKAGES[name].effect));

  it.each(named('refuse'))('is refused with a sentence and a hint: %s', { timeout: TIMEOUT_MS }, async (name) => {
    const outcome = await planned(databases, name);
    expect(outcome).toBeInstanceOf(OperatorError);
    const { message, hint, exitCode } = outcome as OperatorError;
    expect(message).not.toBe('');
    expect(hint).toMatch(/^[A-Z].+\.$/s);
    expect(exitCode).toBe(3);
  });

  it.each(named('block'))('is blocked by a finding with a hint: %s', { timeout: TIMEOUT_MS }, async (name) => {
    const outcome = await planned(databases, name);
    if (outcome instanceof OperatorError) throw outcome;
    const blocking = outcome.findings.filter(({ severity }) => severity === 'block');
    expect(blocking).not.toEqual([]);
    for (const { message, hint } of blocking) expect([message, hint]).not.toContain('');
  });

  it.each(named('reject', 'report'))('is migrated and verified: %s', { timeout: TIMEOUT_MS }, async (name) => {
    const outcome = await planned(databases, name);
    if (outcome instanceof OperatorError) throw outcome;
    expect(blocks(outcome.findings)).toBe(false);
    const result = await migrate(databases, { limits: LIMITS });
    expect(['done', 'rejects']).toContain(result.exit);
    for (const count of Object.values(result.counts))
      expect(count.read).toBe(count.written + count.skipped + count.rejected);
    const verification = await verify(databases);
    expect(told(verification)).toEqual([]);
    expect(verification.verdict).toBe('verified');
  });
});

async function planned(databases: TestDatabases, name: BreakageName): Promise<MigrationPlan | OperatorError> {
  const [source, target] = [await databases.fixtureStore('source'), await databases.fixtureStore('target')];
  await createBroken(name, {
    source: source.port,
    target: target.port,
    size: 'nasty',
    scale: 0.5,
    seed: 7,
    variant: DOCUMENTED,
    messages: 200,
    progress: silent,
  });
  for (const store of [source, target]) await store.close();
  try {
    const legacy = await readLegacyInventory((await databases.openSource()).port);
    const current = await readTargetInventory((await databases.openTargetReader()).port);
    return planMigration({
      source: legacy.inventory,
      target: current.inventory,
      policies: DEFAULT_POLICIES,
      filter: NO_FILTER,
      assigned: NOTHING_ASSIGNED,
    });
  } catch (error) {
    if (error instanceof OperatorError) return error;
    throw error;
  }
}
