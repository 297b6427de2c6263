/** Facts for checks: everything is unknown but what a test states. */
import type { Forest } from '#src/cutover/directory-port.ts';
import type { Finding } from '#src/model/finding.ts';
import type { LegacyInventory, TargetInventory } from '#src/model/inventory.ts';
import type { MigrationPlan } from '#src/model/plan.ts';
import { countUsers } from '#src/model/users-of-target.ts';
import type { Facts, SpaceNeeded } from '#src/preflight/facts.ts';
import type { FileStoreContents } from '#src/preflight/file-store-port.ts';
import type { MessageSample } from '#src/preflight/message-sample.ts';
import { known, unknown } from '#src/preflight/reading.ts';
import type { DatabaseFacts, ServerFacts, SqlFactsPort } from '#src/preflight/sql-facts-port.ts';
import { legacyInventory, targetInventory } from '#test/support/inventory-builder.ts';
import { planFor } from '#test/support/planning.ts';

export const NOW = Date.UTC(2014, 2, 1);
export const WHY = 'nothing is configured';

export interface Stated {
  readonly legacy?: Partial<LegacyInventory>;
  readonly current?: Partial<TargetInventory>;
  readonly plan?: MigrationPlan;
  readonly findings?: readonly Pick<Finding, 'id' | 'severity'>[];
  readonly source?: Partial<SqlStated>;
  readonly target?: Partial<SqlStated>;
  readonly forest?: Forest;
  readonly messages?: Partial<MessageSample>;
  readonly repository?: Partial<FileStoreContents>;
  readonly space?: Omit<SpaceNeeded, 'from'>;
}

const NONE = { count: 0, example: null };
const NOTHING_FOUND: MessageSample = {
  whole: false,
  rooms: 3,
  messages: 100,
  orphans: NONE,
  backwards: NONE,
  implausible: NONE,
  links: 0,
  lostLinks: null,
};
const EMPTY: FileStoreContents = { files: 0, bytes: 0n, largestBytes: 0n, tooLarge: 0, names: new Set() };

export interface SqlStated {
  readonly server: Partial<ServerFacts>;
  readonly database: Partial<DatabaseFacts>;
  readonly lastFullAt: number | null | 'not told';
  readonly missingRights: readonly string[];
  readonly databases: readonly string[];
}

export function factsOf(stated: Stated): Facts {
  const absent = async () => unknown(WHY);
  const plan = stated.plan ?? (stated.findings === undefined ? undefined : planWith(stated.findings));
  return {
    settings: {
      sipUri: null,
      poolFqdn: null,
      operator: null,
      fileStore: null,
      fileStoreMount: null,
      window: null,
      answers: new Map(),
    },
    network: {
      resolve: async () => [],
      connect: async () => ({ reached: false, refused: true, why: WHY }),
      tls: async () => Promise.reject(new Error(WHY)),
    },
    fileStore: { contents: async () => null, facts: async () => null, probe: async () => WHY },
    now: () => NOW,
    sql: async (side) => {
      const sql = side === 'compliance' ? undefined : stated[side];
      return sql === undefined ? unknown(WHY) : known(sqlPort(sql));
    },
    legacy: stated.legacy === undefined ? absent : async () => known(legacyInventory(stated.legacy)),
    principals: stated.legacy === undefined ? absent : async () => known(legacyInventory(stated.legacy).principals),
    current: stated.current === undefined ? absent : async () => known(targetInventory(stated.current)),
    usersOfTarget:
      stated.current === undefined ? absent : async () => known(countUsers(targetInventory(stated.current).principals)),
    plan: plan === undefined ? absent : async () => known(plan),
    forest: async () => (stated.forest === undefined ? unknown(WHY) : known(stated.forest)),
    topology: absent,
    activity: absent,
    messages: async () =>
      stated.messages === undefined ? unknown(WHY) : known({ ...NOTHING_FOUND, ...stated.messages }),
    repository: async () =>
      stated.repository === undefined ? unknown(WHY) : known({ ...EMPTY, ...stated.repository }),
    space: async () =>
      stated.space === undefined ? unknown(WHY) : known({ from: 'what a test states', ...stated.space }),
  };
}

function planWith(findings: readonly Pick<Finding, 'id' | 'severity'>[]): MigrationPlan {
  const full = findings.map((finding) => ({
    ...finding,
    subject: 'room 7',
    message: 'As it is.',
    hint: 'Do something.',
  }));
  return { ...planFor(), findings: full };
}

function sqlPort(sql: Partial<SqlStated>): SqlFactsPort {
  return {
    server: async () => ({
      version: '11.0.7001.0',
      edition: 'Standard Edition (64-bit)',
      is64Bit: true,
      cores: 12,
      memoryBytes: 32_000_000_000n,
      ...sql.server,
    }),
    database: async () => ({
      name: 'mgc',
      status: 'ONLINE',
      readOnly: false,
      recoveryModel: 'SIMPLE',
      mirrored: false,
      logShipped: false,
      collation: 'SQL_Latin1_General_CP1_CI_AS',
      dataBytes: 1_000_000_000n,
      freeBytes: 9_000_000_000n,
      ...sql.database,
    }),
    backups: async () => {
      const { lastFullAt = null } = sql;
      return lastFullAt === 'not told' ? null : { lastFullAt };
    },
    missingRights: async () => [...(sql.missingRights ?? [])],
    databases: async () => [...(sql.databases ?? ['mgc'])],
    looksLikePersistentChat: async (name) => name === 'mgc' || name === 'mgc_old',
  };
}
