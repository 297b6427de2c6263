/** One whole comparison: messages, small tables, revision, invariants, sample queries. Reads only. */
import type { Finding } from '#src/model/finding.ts';
import type { RoomBounds } from '#src/model/messages.ts';
import { packedBounds } from '#src/model/packed-bounds.ts';
import type { TablePlan } from '#src/model/plan.ts';
import type { Row } from '#src/model/value.ts';
import { askSamples } from './ask-samples.ts';
import { BaselineCheck } from './baseline-check.ts';
import { checkInvariants, type Ownership, violations } from './check-invariants.ts';
import { type ComparedMessages, compareMessages } from './compare-messages.ts';
import { allSides, type ComparedTables, compareTables } from './compare-tables.ts';
import { DIFFERENCE_KINDS, specOf } from './difference.ts';
import type { DifferenceLog } from './difference-log.ts';
import { expectedNames } from './expected-names.ts';
import { FactsReading } from './facts-reading.ts';
import { checkNames } from './invariants/shared-names.ts';
import { AUTHOR_RULE, ORDER_RULE, unknownAuthors } from './order-watch.ts';
import type { VerificationRequest } from './request.ts';
import { revisionDifference } from './revision-check.ts';
import { Samples } from './samples.ts';
import { goOn } from './stopped.ts';
import type { TargetFacts } from './target-facts.ts';

export interface WholeComparison {
  readonly messages: ComparedMessages;
  readonly tables: ComparedTables;
  readonly findings: readonly Finding[];
  readonly compared: Readonly<Record<string, number>>;
  readonly rowsRead: number;
}

export async function compareAll(request: VerificationRequest, log: DifferenceLog): Promise<WholeComparison> {
  const { plan, progress, stop } = request;
  const samples = new Samples(plan);
  const targetBounds = packedBounds(await request.reader.bounds());
  const extra = await extraRooms(request, targetBounds);
  goOn(stop);

  const messages = await phase(request, 'messages', async () => {
    const done = await compareMessages({
      ...request,
      target: request.reader,
      targetBounds,
      extraRooms: extra,
      found: (difference) => log.add(difference),
    });
    return { done, rows: done.rowsRead };
  });
  const baseline = new BaselineCheck(plan, request.baseline);
  const { tables, reading } = await phase(request, 'tables', async () => {
    const reading = await FactsReading.begin(request.reader);
    const sides = allSides(request, plan, messages.orphanAuthors);
    const work = {
      source: request.source,
      reader: request.reader,
      plan,
      progress,
      stop,
      found: (difference: Parameters<DifferenceLog['add']>[0]) => log.add(difference),
      expected: (table: TablePlan['table'], row: Parameters<Samples['expected']>[1]) => samples.expected(table, row),
      actual: (table: TablePlan['table'], rows: readonly Row[]) => {
        reading.rows(table, rows);
        baseline.rows(table, rows);
      },
      passed: (table: TablePlan['table']) => reading.passed(table),
    };
    const tables = await compareTables(work, sides);
    const revision = await revisionDifference(request, plan.systemRevision);
    if (revision !== null) log.add(revision);
    return { done: { tables, reading }, rows: tables.rowsRead };
  });
  const findings = await phase(request, 'invariants', async () => {
    const facts = await reading.finish(targetBounds);
    const ownership = ownershipOf(request, facts);
    const done = [
      ...checkInvariants(facts, ownership),
      ...violations(AUTHOR_RULE, unknownAuthors(messages.authors, facts.principals), ownership),
      ...violations(ORDER_RULE, messages.outOfOrder, ownership),
      ...baseline.findings(),
      ...(await askTarget(request, facts, ownership, samples, messages.orphanAuthors)),
    ];
    return { done, rows: 0 };
  });
  return {
    messages,
    tables,
    findings,
    compared: comparedCounts(messages, tables),
    rowsRead: messages.rowsRead + tables.rowsRead,
  };
}

/** Rooms that are not the target's own and not in the plan: their rows are extra, and so are their messages. */
async function extraRooms({ plan, baseline, reader }: VerificationRequest, targetBounds: Iterable<RoomBounds>) {
  const planned = new Set(plan.rooms.map((room) => room.newChannelId));
  const own = new Set(baseline.nodes.map((node) => node.nodeID));
  const others = new Set<number>();
  for (const { channelId: id } of targetBounds) if (!planned.has(id) && !own.has(id)) others.add(id);
  if (others.size === 0) return [];
  const found: { readonly channelId: number; readonly name: string }[] = [];
  for await (const page of reader.rows(specOf('tblNode'), new Set(['nodeID']))) {
    for (const { nodeID: id } of page) {
      if (typeof id === 'number' && others.has(id)) found.push({ channelId: id, name: `room ${id}` });
    }
  }
  return found.toSorted((a, b) => a.channelId - b.channelId);
}

function ownershipOf({ plan, baseline }: VerificationRequest, facts: TargetFacts): Ownership {
  const nodes = new Set(baseline.nodes.map((node) => node.nodeID));
  for (const id of plan.takenOver) nodes.delete(id);
  const principals = new Set(baseline.principals.map((principal) => principal.prinID));
  return {
    // Messages without any node row may be older than the migration: nothing tells.
    node: (id) => !nodes.has(id) && (facts.nodes.has(id) || plan.rooms.some((room) => room.newChannelId === id)),
    principal: (id) => !principals.has(id),
  };
}

async function askTarget(
  request: VerificationRequest,
  facts: TargetFacts,
  ownership: Ownership,
  samples: Samples,
  orphanAuthors: ReadonlySet<number>,
): Promise<Finding[]> {
  const { plan, baseline, sampleQueries, concurrency } = request;
  if (sampleQueries === null) return [NOT_ASKED];
  await samples.readRooms(plan, request.source);
  const names = expectedNames(plan, baseline, orphanAuthors, samples);
  return [
    ...(await checkNames(sampleQueries, facts, ownership)),
    ...(await askSamples(sampleQueries, samples, names, concurrency)),
  ];
}

const NOT_ASKED: Finding = {
  id: 'V30-not-asked',
  severity: 'info',
  subject: 'target',
  message: "Microsoft's sample queries and the uniqueness of names by the target's collation were not asked for.",
  hint: 'Give the verification a connection that can run them.',
};

function comparedCounts(messages: ComparedMessages, tables: ComparedTables): Record<string, number> {
  const counts: Record<string, number> = { rooms: messages.rooms, messages: messages.messages };
  for (const [table, rows] of tables.rows) counts[plural(DIFFERENCE_KINDS[table])] = rows;
  return counts;
}

function plural(kind: string): string {
  return kind === 'principalMeta' ? kind : `${kind}s`;
}

async function phase<R>(
  { progress, now }: VerificationRequest,
  name: string,
  work: () => Promise<{ readonly done: R; readonly rows: number }>,
): Promise<R> {
  const begin = now();
  progress({ event: 'phase:started', phase: name, rowsExpected: null });
  const { done, rows } = await work();
  progress({ event: 'phase:finished', phase: name, rows, durationMs: now() - begin });
  return done;
}
