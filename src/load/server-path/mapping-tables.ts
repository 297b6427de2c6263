/**
 * The mapping tables of one migration in the journal: legacy author → author in the target, and what this run has left to
 * copy of each room. Authors stay as long as the plan does, so that a run that goes on finds them; ranges are of one run.
 * What the tables lack is never lost: a message that they do not cover goes over the wire.
 */
import type { AuthorMapRecord, MappingRecord, RangeMapRecord } from '#src/journal/journal-tables.ts';
import type { LoadContext } from '../load-context.ts';
import type { Placeholders } from '../placeholders.ts';
import { retrying } from '../retry.ts';
import { type CopyRange, mappingKey } from './server-path-port.ts';

/** Rows handed to the engine at once, to bound what lies in memory. */
const SLICE_ROWS = 20_000;

export class MappingTables {
  readonly #context: LoadContext;
  readonly #placeholders: Placeholders;
  #record: MappingRecord;
  /** Legacy ids of placeholders that `authorMap` holds. */
  readonly #known: Set<number>;
  #turn: Promise<void> = Promise.resolve();

  private constructor(context: LoadContext, placeholders: Placeholders, record: MappingRecord, known: Set<number>) {
    this.#context = context;
    this.#placeholders = placeholders;
    this.#record = record;
    this.#known = known;
  }

  /** @param ranges numbered by their place */
  static async write(
    context: LoadContext,
    placeholders: Placeholders,
    ranges: readonly CopyRange[],
  ): Promise<MappingTables> {
    const { request, migrationId } = context;
    const { authors } = request.plan.messageMapping;
    const known = new Set(learnable(context, placeholders).filter((id) => newIdOf(context, id) !== null));
    const record = await retrying(context.patience, async () => {
      const stored = await request.journal.rows('mapping', {});
      const before = stored.find((one) => one.migrationId === migrationId);
      const number = before?.number ?? Math.max(0, ...stored.map((one) => one.number)) + 1;
      const now = { migrationId, number, planHash: request.plan.hash, authors: authors.size + known.size };
      const same = before?.planHash === now.planHash && before.authors === now.authors;
      await request.journal.transaction(async (transaction) => {
        if (!same) {
          await transaction.remove('authorMap', { migrationId });
          for (const slice of slices(authorRows(context, number, known))) await transaction.insert('authorMap', slice);
          if (before === undefined) await transaction.insert('mapping', [now]);
          else await transaction.update('mapping', now);
        }
        await transaction.remove('rangeMap', { migrationId });
        for (const slice of slices(rangeRows(migrationId, number, ranges))) await transaction.insert('rangeMap', slice);
      });
      return now;
    });
    return new MappingTables(context, placeholders, record, known);
  }

  get number(): number {
    return this.#record.number;
  }

  /** Adds the placeholders that were written meanwhile, so that the messages of their authors need no second way. */
  learn(): Promise<void> {
    const turn = this.#turn.then(() => this.#learn());
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #learn(): Promise<void> {
    const { request, migrationId, patience } = this.#context;
    const fresh = learnable(this.#context, this.#placeholders).filter((id) => !this.#known.has(id));
    const rows = [...authorRows(this.#context, this.number, fresh, [])];
    if (rows.length === 0) return;
    const record = { ...this.#record, authors: this.#record.authors + rows.length };
    await retrying(patience, () =>
      request.journal.transaction(async (transaction) => {
        // A try whose commit nobody could tell may have left them.
        for (const { authorKey } of rows) await transaction.remove('authorMap', { migrationId, authorKey });
        await transaction.insert('authorMap', rows);
        await transaction.update('mapping', record);
      }),
    );
    this.#record = record;
    for (const id of fresh) this.#known.add(id);
  }
}

/**
 * In a delta none: which placeholders are still needed is told by the messages that come over the wire, and one that no
 * message needs is taken out at the end.
 */
function learnable({ record, request }: LoadContext, placeholders: Placeholders): number[] {
  if (record.state !== 'loading') return [];
  const { authors } = request.plan.messageMapping;
  return [...placeholders.written].filter((id) => !authors.has(id));
}

function newIdOf({ request }: LoadContext, legacyId: number): number | null {
  return request.plan.placeholder(legacyId)?.principal.prinID ?? null;
}

function* authorRows(
  context: LoadContext,
  number: number,
  placeholders: Iterable<number>,
  authors: Iterable<readonly [number, number]> = context.request.plan.messageMapping.authors,
): Iterable<AuthorMapRecord> {
  const { migrationId } = context;
  for (const [id, newId] of authors) yield { authorKey: mappingKey(number, id), migrationId, newId };
  for (const id of placeholders) {
    const newId = newIdOf(context, id);
    if (newId !== null) yield { authorKey: mappingKey(number, id), migrationId, newId };
  }
}

function* rangeRows(migrationId: string, number: number, ranges: readonly CopyRange[]): Iterable<RangeMapRecord> {
  for (const [place, { channelId, newChannelId, after, upTo }] of ranges.entries()) {
    const rangeKey = mappingKey(number, place);
    yield { rangeKey, migrationId, channelId, newChannelId, afterId: after, upToId: upTo };
  }
}

function* slices<T>(rows: Iterable<T>): Iterable<T[]> {
  let slice: T[] = [];
  for (const row of rows) {
    slice.push(row);
    if (slice.length < SLICE_ROWS) continue;
    yield slice;
    slice = [];
  }
  if (slice.length > 0) yield slice;
}
