/**
 * The facts of pre-flight from the configured world. Each is asked for once, when the first check wants it; the wait for
 * a server that is silent is bounded, and whatever fails becomes the reason why the fact is not known.
 */
import { readFile } from 'node:fs/promises';
import type { Forest } from '#src/cutover/directory-port.ts';
import { readLegacyInventory, readLegacyPrincipals } from '#src/extract/read-legacy-inventory.ts';
import { readTargetInventory } from '#src/load/read-target-inventory.ts';
import { readUsersOfTarget } from '#src/load/read-users-of-target.ts';
import { OperatorError } from '#src/model/errors.ts';
import type { LegacyInventory } from '#src/model/inventory.ts';
import type { Opened } from '#src/model/opened.ts';
import { countUsers } from '#src/model/users-of-target.ts';
import type { Facts } from '#src/preflight/facts.ts';
import { LARGEST_FILE_BYTES } from '#src/preflight/file-store-port.ts';
import { sampleMessages } from '#src/preflight/message-sample.ts';
import { parseTopology } from '#src/preflight/parse-topology.ts';
import { known, type Reading, unknown } from '#src/preflight/reading.ts';
import { once, rememberedFacts } from '#src/preflight/remembered-facts.ts';
import { tracesOfSource } from '#src/preflight/traces-of-source.ts';
import { type PreparedPlan, preparePlan } from './prepare-plan.ts';
import type { Resources } from './resources.ts';
import { SAMPLING_MS, spaceNeeded } from './space-needed.ts';
import type { VerbContext } from './verb.ts';

/** Longer than the time-out of a connection, short enough that with nobody there all is over within 30 s. */
const OPENING_MS = 16_000;

export interface FactsOptions {
  readonly openingMs?: number;
  /** False reads only what is asked for, and makes no plan: what needs one stays unknown. */
  readonly plans?: boolean;
  /** Every message is read instead of a sample. */
  readonly thorough?: boolean;
  /** One that is open already. */
  readonly forest?: Forest;
}

export function preflightFacts(context: VerbContext, resources: Resources, options: FactsOptions = {}): Facts {
  const { openingMs = OPENING_MS, plans = true } = options;
  const { configuration, world } = context;
  const { lookup, pool, preflight, window } = configuration;
  const open = <Port>(opening: () => Promise<Opened<Port>>) =>
    reading(() => bounded(resources.open(opening()), openingMs));
  const prepared = once(async (): Promise<Reading<PreparedPlan & { readonly inventory: LegacyInventory }>> => {
    if (!plans) return unknown('no plan was made for this');
    // Two servers that are asked whether they are there at all, before both are read whole.
    for (const side of ['source', 'target'] as const) {
      const there = await sql[side]();
      if (!there.known) return there;
    }
    return reading(async () => {
      let inventory: LegacyInventory | null = null;
      const plan = await preparePlan(context, resources, {
        look: async (read) => {
          inventory = read;
        },
        withoutJournal: true,
      });
      if (inventory === null) throw new Error('a plan without an inventory');
      return { ...plan, inventory };
    });
  });
  /** What depends on the target as it was before the first write. */
  const beforeFirstWrite = once(async (): Promise<Reading<PreparedPlan>> => {
    const both = await prepared();
    if (!both.known || both.value.journalRefusal === null) return both;
    const { inventory, baseline, journalRefusal } = both.value;
    const traces = tracesOfSource(inventory, baseline);
    if (traces === null) return both;
    const reason = `the journal that would tell whether gc2pc wrote them may not be read: ${clause(journalRefusal)}`;
    return unknown(`the target holds rows of the source (${traces}), and ${reason}`);
  });
  const sqlOf = (side: 'source' | 'target' | 'compliance') =>
    once(async () => map(await open(() => world.sqlFacts(side)), rememberedFacts));
  const sql = { source: sqlOf('source'), target: sqlOf('target'), compliance: sqlOf('compliance') };
  const source = once(async () => {
    const there = await sql.source();
    return there.known ? open(() => world.source()) : there;
  });
  const target = once(async () => {
    // Asked already whether it is there: a server that says nothing is waited for once.
    const there = await sql.target();
    return there.known ? open(() => world.targetReader()) : there;
  });
  const activity = {
    source: once(() => activityOf('source')),
    target: once(() => activityOf('target')),
  };
  async function activityOf(side: 'source' | 'target') {
    const fence = await open(() => world.fence(side));
    return fence.known ? reading(() => fence.value.activity()) : fence;
  }
  // One reading for the plan and for the checks; where no plan can be made, the source is read for itself.
  const legacy = once(async () => {
    const both = await prepared();
    if (both.known) return known(both.value.inventory);
    const port = await source();
    return port.known ? reading(async () => (await readLegacyInventory(port.value)).inventory) : port;
  });
  const repository = once(async () => {
    const { repositoryMount } = preflight;
    if (repositoryMount === null) return unknown('preflight.repositoryMount is not set');
    const contents = await world.fileStore().contents(repositoryMount, LARGEST_FILE_BYTES);
    return contents === null ? unknown(`${repositoryMount} cannot be read from here`) : known(contents);
  });
  return {
    settings: {
      sipUri: lookup.sipUri,
      poolFqdn: pool.fqdn,
      operator: preflight.operator,
      fileStore: preflight.fileStore,
      fileStoreMount: preflight.fileStoreMount,
      window,
      answers: preflight.answers,
    },
    network: world.network(),
    fileStore: world.fileStore(),
    now: context.now,
    sql: (side) => sql[side](),
    activity: (side) => activity[side](),
    plan: once(async () => map(await beforeFirstWrite(), ({ plan, findings }) => ({ ...plan, findings }))),
    legacy,
    principals: once(async () => {
      const both = await prepared();
      if (both.known) return known(both.value.inventory.principals);
      const port = await source();
      return port.known ? reading(() => readLegacyPrincipals(port.value)) : port;
    }),
    current: once(async () => {
      const before = await beforeFirstWrite();
      if (before.known) return known(before.value.baseline);
      const reader = (await prepared()).known ? before : await target();
      return reader.known ? reading(async () => (await readTargetInventory(reader.value)).inventory) : reader;
    }),
    usersOfTarget: once(async () => {
      const before = await beforeFirstWrite();
      if (before.known) return known(countUsers(before.value.baseline.principals));
      const reader = (await prepared()).known ? before : await target();
      return reader.known ? reading(() => readUsersOfTarget(reader.value)) : reader;
    }),
    messages: once(async () => {
      const inventory = await legacy();
      if (!inventory.known) return inventory;
      const port = await source();
      if (!port.known) return port;
      const files = await repository();
      return reading(() =>
        sampleMessages(port.value, inventory.value, {
          thorough: options.thorough === true,
          files: files.known ? files.value.names : null,
          now: context.now(),
          stop: context.stop,
        }),
      );
    }),
    repository,
    space: once(async () => {
      const before = await beforeFirstWrite();
      return before.known ? reading(() => spaceNeeded(context, before.value, SAMPLING_MS.preflight)) : before;
    }),
    forest: once(async () => (options.forest === undefined ? open(() => world.directory()) : known(options.forest))),
    topology: once(async () => {
      const file = preflight.topologyFile;
      if (file === null) return unknown('no exported topology is configured (preflight.topologyFile)');
      const text = await readFile(file).catch(() => null);
      if (text === null) return unknown(`${file} cannot be read`);
      return reading(async () => parseTopology(decoded(text)));
    }),
  };
}

/** PowerShell redirects as UTF-16 with a byte order mark. */
function decoded(bytes: Buffer): string {
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(wide ? 'utf-16le' : 'utf-8').decode(bytes);
}

function map<T, R>(fact: Reading<T>, to: (value: T) => R): Reading<R> {
  return fact.known ? known(to(fact.value)) : fact;
}

/** An error's text may hold anything, so of one that is nobody's only the kind is told. */
async function reading<T>(work: () => Promise<T>): Promise<Reading<T>> {
  try {
    return known(await work());
  } catch (error) {
    if (error instanceof OperatorError) {
      const { code, exit, hint } = error;
      return unknown(clause(error), exit === 'blocked' ? { code, hint } : undefined);
    }
    return unknown(`it could not be read (${error instanceof Error ? error.name : typeof error})`);
  }
}

/** Servers end their texts with a full stop, checks do not. */
function clause(error: OperatorError): string {
  return error.message.replace(/\.$/, '');
}

class NoAnswer extends OperatorError {
  readonly code = 'NO_ANSWER';
  readonly exit = 'unreachable';
  readonly hint = 'Check that the server runs and can be reached.';
}

/** What comes too late is closed with all the rest, when it comes. */
async function bounded<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new NoAnswer(`no answer within ${milliseconds / 1000} s`)), milliseconds);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
    work.catch(() => {});
  }
}
