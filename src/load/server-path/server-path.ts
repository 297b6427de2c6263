/**
 * The way inside the server: where both databases stand on one instance, the messages of a batch are copied by one
 * statement, and nothing of them travels. The statement takes plainly mappable messages alone, and the number of rows
 * that it copied is held against what the range holds; a batch in which any message is missing is undone and goes over
 * the wire, so that both ways end with the same rows, counts and rejects.
 */
import type { PageLimits } from '#src/model/messages.ts';
import type { LoadContext } from '../load-context.ts';
import type { PartWork } from '../lots.ts';
import type { MessagePath, PartShare, PreparedBatch } from '../message-path.ts';
import type { Placeholders } from '../placeholders.ts';
import type { MigrationRequest } from '../request.ts';
import { MappingTables } from './mapping-tables.ts';
import { allIdsOf, countedShare, idsOf, isLast, type Piece, pieceOf, wholeShare } from './pieces.ts';
import type { CopiedMessages, MessageCopy } from './server-path-port.ts';

/**
 * A batch takes no memory here. On the stand-in server for tests 968,032 messages took 4.3 s of the server's CPU in
 * statements of 10,000, 2.6 s of 50,000 and 2.1 s of 100,000, where one bare INSERT … SELECT of all took 1.8 s. A database
 * within this process takes its memory, and a statement costs no round trip there: its batches are those of the wire.
 */
const WIDER = 10;
/** The first batch, next to one over the wire: by these figures most of what there is to gain, and half of the largest. */
const START_WIDER = 5;
/** Below one message to so many ids, stepping by ids would make more batches than messages are worth. */
const THIN = 8n;
/** Bounds the conditions of one statement. */
const RUNS = 50;
/** So few odd messages are sought by halving the batch, so that most of it is copied all the same. */
const FEW = 3;

/** Thrown inside the transaction, so that it is rolled back. */
class NotPlain extends Error {
  readonly messages: number;

  /** @param messages that were not copied */
  constructor(messages: number) {
    super('the batch holds messages that are not plainly mappable');
    this.name = 'NotPlain';
    this.messages = messages;
  }
}

export class ServerPath implements MessagePath {
  readonly #context: LoadContext;
  readonly #wire: MessagePath;
  readonly #tables: MappingTables;
  /** Unit → place in `rangeMap`. */
  readonly #places: ReadonlyMap<string, number>;

  private constructor(
    context: LoadContext,
    wire: MessagePath,
    tables: MappingTables,
    places: ReadonlyMap<string, number>,
  ) {
    this.#context = context;
    this.#wire = wire;
    this.#tables = tables;
    this.#places = places;
  }

  /** @param work all that the run has to do; what is not plainly mappable as a whole is left to the wire */
  static async prepare(
    context: LoadContext,
    placeholders: Placeholders,
    wire: MessagePath,
    work: readonly PartWork[],
  ): Promise<ServerPath> {
    const pieces = work.flatMap((one) => pieceOf(one) ?? []);
    const tables = await MappingTables.write(
      context,
      placeholders,
      pieces.map(({ range }) => range),
    );
    return new ServerPath(
      context,
      wire,
      tables,
      new Map(pieces.map(({ work: one }, place) => [one.part.unitId, place])),
    );
  }

  /** The largest batch that is worth while, where `limits` are those over the wire. */
  static limits({ limits, target }: Pick<MigrationRequest, 'limits' | 'target'>): PageLimits {
    return { rows: limits.rows * (target.oneAtATime === true ? 1 : WIDER), bytes: limits.bytes };
  }

  /** Rows of a first batch, where nothing has been measured yet. */
  static startRows({ limits, target }: Pick<MigrationRequest, 'limits' | 'target'>): number {
    return limits.rows * (target.oneAtATime === true ? 1 : START_WIDER);
  }

  async *batches(lot: readonly PartWork[], limits: () => PageLimits): AsyncIterable<PreparedBatch> {
    const pieces: Piece[] = [];
    const others: PartWork[] = [];
    for (const work of lot) {
      const piece = pieceOf(work);
      if (piece === null) others.push(work);
      else pieces.push(piece);
    }
    const [alone] = pieces;
    if (alone !== undefined && pieces.length === 1) yield* this.#alone(alone, limits);
    else if (pieces.length > 1) yield* this.#together(pieces, limits);
    if (others.length > 0) yield* this.#wire.batches(others, limits);
  }

  /** One part by steps of ids. Where ids turn out to be mostly empty, the rest goes over the wire, page by page. */
  async *#alone({ work, range }: Piece, limits: () => PageLimits): AsyncIterable<PreparedBatch> {
    let thin = false;
    for (let { after } = range; after < range.upTo; ) {
      this.#context.goOn();
      if (thin) {
        yield* this.#wire.batches([{ ...work, after, estimate: Number(range.upTo - after) }], limits);
        return;
      }
      const wanted = after + BigInt(limits().rows);
      const upTo = wanted < range.upTo ? wanted : range.upTo;
      const step: Piece = { work, range: { ...range, after, upTo } };
      yield this.#batch([step], limits, (inserted, ids) => {
        thin = BigInt(inserted) * THIN < ids;
      });
      after = upTo;
    }
  }

  /** Many small parts by one statement, named by the places of their rows. */
  async *#together(pieces: readonly Piece[], limits: () => PageLimits): AsyncIterable<PreparedBatch> {
    let taken: Piece[] = [];
    let ids = 0n;
    let runs = 0;
    let next = -1;
    for (const piece of pieces) {
      const more = idsOf(piece);
      const place = this.#placeOf(piece);
      if (place !== next) runs += 1;
      if (taken.length > 0 && (runs > RUNS || ids + more > limits().rows)) {
        yield this.#batch(taken, limits);
        taken = [];
        ids = 0n;
        runs = 1;
      }
      taken.push(piece);
      ids += more;
      next = place + 1;
    }
    yield this.#batch(taken, limits);
  }

  /** Places of neighbours as one run. */
  #runs(pieces: readonly Piece[]): [first: number, last: number][] {
    const runs: [number, number][] = [];
    for (const piece of pieces) {
      const place = this.#placeOf(piece);
      const last = runs.at(-1);
      if (last !== undefined && last[1] + 1 === place) last[1] = place;
      else runs.push([place, place]);
    }
    return runs;
  }

  #placeOf({ work }: Piece): number {
    return this.#places.get(work.part.unitId) ?? 0;
  }

  #batch(
    pieces: readonly Piece[],
    limits: () => PageLimits,
    seen: (inserted: number, ids: bigint) => void = () => {},
  ): PreparedBatch {
    const ids = allIdsOf(pieces);
    const [alone] = pieces;
    const what: MessageCopy['what'] = alone !== undefined && pieces.length === 1 ? alone.range : this.#runs(pieces);
    const { since } = this.#context.request.plan.messageMapping;
    let written = 0;
    const count = (rows: number) => {
      this.#context.rowsInServer += rows - written;
      written = rows;
    };
    return {
      parts: pieces.map(({ work }) => work.part),
      rows: Number(ids),
      write: async (transaction) => {
        const copied = await transaction.copyMessages({ mapping: this.#tables.number, since, what, ids });
        seen(copied.inserted, ids);
        const shares = this.#shares(pieces, copied);
        count(copied.inserted);
        return shares;
      },
      instead: (error) => {
        count(0);
        if (!isCloserLookDue(error)) return null;
        const isWorthHalving = error instanceof NotPlain && error.messages <= FEW && ids > this.#wireRows * 2;
        return isWorthHalving ? this.#halves(pieces, limits) : this.#overTheWire(pieces, limits);
      },
    };
  }

  /** @throws NotPlain when what was copied is not all that there is */
  #shares(pieces: readonly Piece[], { inserted, counts }: CopiedMessages): PartShare[] {
    if (counts === null) return pieces.map((piece) => wholeShare(piece));
    const kept = counts.reduce((sum, { rows, old }) => sum + rows - old, 0);
    if (inserted !== kept) throw new NotPlain(Math.abs(kept - inserted));
    const { sinceRule } = this.#context.request.plan.messageMapping;
    const byPlace = new Map(counts.map((count) => [count.range, count]));
    return pieces.map((piece) => {
      const count = byPlace.get(this.#placeOf(piece)) ?? byPlace.get(null) ?? null;
      return countedShare(piece, count, sinceRule);
    });
  }

  get #wireRows(): number {
    return this.#context.request.limits.rows;
  }

  /** The same messages in two batches, in the same order. */
  async *#halves(pieces: readonly Piece[], limits: () => PageLimits): AsyncIterable<PreparedBatch> {
    const [alone] = pieces;
    if (alone !== undefined && pieces.length === 1) {
      const middle = alone.range.after + idsOf(alone) / 2n;
      yield this.#batch([{ ...alone, range: { ...alone.range, upTo: middle } }], limits);
      yield this.#batch([{ ...alone, range: { ...alone.range, after: middle } }], limits);
    } else {
      yield this.#batch(pieces.slice(0, pieces.length / 2), limits);
      yield this.#batch(pieces.slice(pieces.length / 2), limits);
    }
  }

  /** The same messages by the other way; the authors that it made known are plain from then on. */
  async *#overTheWire(pieces: readonly Piece[], limits: () => PageLimits): AsyncIterable<PreparedBatch> {
    const ends = new Set(pieces.filter(isLast).map(({ work }) => work.part.unitId));
    const lot = pieces.map(({ work, range }) => ({
      ...work,
      after: range.after,
      upTo: range.upTo,
      estimate: Number(range.upTo - range.after),
    }));
    for await (const batch of this.#wire.batches(lot, limits)) {
      yield {
        ...batch,
        write: async (transaction) =>
          (await batch.write(transaction)).map((share) => ({
            ...share,
            finished: share.finished && ends.has(share.part.unitId),
          })),
      };
    }
    await this.#tables.learn();
  }
}

/** A row that the server refuses is found, and named, by the way over the wire. */
function isCloserLookDue(error: unknown): boolean {
  return error instanceof NotPlain || (error as { code?: unknown } | null)?.code === 'ROW_REFUSED';
}
