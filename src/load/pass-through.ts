/**
 * Tables too large to hold: each source row is mapped by itself, in the order of the source's key, and becomes a row, a
 * skip or a reject. At most a page and a batch are in memory.
 */
import type { SourcePort } from '#src/extract/source-port.ts';
import type { PageLimits } from '#src/model/messages.ts';
import type { PassThrough, Reject } from '#src/model/plan.ts';
import { keyText } from '#src/model/schema/malformation.ts';
import { isTransient } from '#src/model/transient.ts';
import type { Row } from '#src/model/value.ts';
import { legacySpec } from './current-spec.ts';
import { type Patience, RETRY_DELAYS_MS } from './retry.ts';
import { rowBytes } from './row-batches.ts';
import type { TakenRows } from './table-position.ts';

export interface PassThroughBatch {
  /** For the target. */
  readonly rows: Row[];
  /** Source rows that this batch stands for. */
  readonly read: number;
  readonly skipped: Record<string, number>;
  readonly rejects: Reject[];
  /** The last of them. */
  readonly last: Row | null;
  /** The number of the first one in the order of the table. */
  readonly from: number;
  /** Set where rows are passed over that earlier runs took: the last of them. The batch then stands for no rows. */
  readonly passed: { readonly last: Row; readonly run: TakenRows } | null;
}

export interface Tally {
  readonly read: number;
  readonly written: number;
  readonly skipped: Readonly<Record<string, number>>;
  readonly rejects: readonly Reject[];
  readonly lastKey: string | undefined;
}

/** @param taken source rows that earlier runs took: ascending, none touching another; no batch reaches across them */
export async function* passThroughBatches(
  passThrough: PassThrough,
  source: SourcePort,
  limits: PageLimits,
  patience: Patience,
  taken: readonly TakenRows[],
): AsyncIterable<PassThroughBatch> {
  const runs = [...taken];
  let index = -1;
  let batch = emptyBatch(0);
  let bytes = 0;
  for await (const page of steadyRows(passThrough, source, patience)) {
    for (const row of page) {
      index += 1;
      const [run] = runs;
      if (run !== undefined && index >= run.from) {
        if (batch.read > 0) yield batch;
        batch = emptyBatch(run.to);
        bytes = 0;
        if (index < run.to - 1) continue;
        runs.shift();
        yield { ...emptyBatch(run.to), passed: { last: row, run } };
        continue;
      }
      const size = rowBytes(row);
      if (batch.read > 0 && (batch.read >= limits.rows || bytes + size > limits.bytes)) {
        yield batch;
        batch = emptyBatch(index);
        bytes = 0;
      }
      bytes += size;
      batch = taking(batch, passThrough, row);
    }
  }
  if (batch.read > 0) yield batch;
}

/** The books of a whole table, without writing anything. */
export async function tally(passThrough: PassThrough, source: SourcePort, goOn: () => void): Promise<Tally> {
  let read = 0;
  let written = 0;
  let lastKey: string | undefined;
  const skipped: Record<string, number> = {};
  const rejects: Reject[] = [];
  const spec = legacySpec(passThrough.from);
  for await (const page of source.rows(spec)) {
    goOn();
    for (const row of page) {
      read += 1;
      const mapped = passThrough.map(row);
      if (mapped.outcome === 'write') written += 1;
      else if (mapped.outcome === 'skip') skipped[mapped.rule] = (skipped[mapped.rule] ?? 0) + 1;
      else rejects.push(rejectOf(passThrough, row, mapped.reason));
    }
    const last = page.at(-1);
    if (last !== undefined) lastKey = keyText(spec, last);
  }
  return { read, written, skipped, rejects, lastKey };
}

type OpenBatch = { -readonly [K in keyof PassThroughBatch]: PassThroughBatch[K] };

function emptyBatch(from: number): OpenBatch {
  return { from, rows: [], read: 0, skipped: {}, rejects: [], last: null, passed: null };
}

function taking(batch: OpenBatch, passThrough: PassThrough, row: Row): OpenBatch {
  const mapped = passThrough.map(row);
  batch.read += 1;
  batch.last = row;
  if (mapped.outcome === 'write') batch.rows.push(mapped.row);
  else if (mapped.outcome === 'skip') batch.skipped[mapped.rule] = (batch.skipped[mapped.rule] ?? 0) + 1;
  else batch.rejects.push(rejectOf(passThrough, row, mapped.reason));
  return batch;
}

function rejectOf(passThrough: PassThrough, row: Row, reason: string): Reject {
  const spec = legacySpec(passThrough.from);
  return { kind: passThrough.kind, table: passThrough.from, key: keyText(spec, row), reason, row };
}

/** After a broken connection the table is read again, and the pages that were handed out are passed over. */
async function* steadyRows(
  passThrough: PassThrough,
  source: SourcePort,
  patience: Patience,
): AsyncIterable<readonly Row[]> {
  let handedOut = 0;
  for (let tries = 0; ; ) {
    let index = 0;
    try {
      for await (const page of source.rows(legacySpec(passThrough.from))) {
        const fresh = page.slice(Math.max(0, handedOut - index));
        index += page.length;
        if (fresh.length === 0) continue;
        handedOut = index;
        tries = 0;
        yield fresh;
      }
      return;
    } catch (error) {
      const wait = RETRY_DELAYS_MS[tries];
      if (wait === undefined || !isTransient(error) || patience.stop.aborted) throw error;
      tries += 1;
      await patience.sleep(wait);
    }
  }
}
