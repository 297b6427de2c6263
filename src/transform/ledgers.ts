/**
 * The books of the plan: each source row is entered once, as written, skipped by a rule, or rejected. `seal` proves that
 * they add up; a difference is a defect of gc2pc, never of the data.
 */
import assert from 'node:assert';
import { COUNT_KINDS, type CountKind, type Ledger, type Reject } from '#src/model/plan.ts';
import type { SkipRule } from './skip-rules.ts';

interface OpenLedger {
  read: number;
  written: number;
  skipped: Map<SkipRule, number>;
  rejected: number;
}

export class Ledgers {
  readonly #open = new Map<CountKind, OpenLedger>();
  readonly rejects: Reject[] = [];

  read(kind: CountKind, rows = 1): void {
    this.#ledger(kind).read += rows;
  }

  write(kind: CountKind, rows = 1): void {
    this.#ledger(kind).written += rows;
  }

  skip(kind: CountKind, rule: SkipRule, rows = 1): void {
    const { skipped } = this.#ledger(kind);
    skipped.set(rule, (skipped.get(rule) ?? 0) + rows);
  }

  /** @param key primary key values joined with `/` */
  reject(kind: CountKind, table: string, key: string, reason: string, row: object): void {
    this.#ledger(kind).rejected += 1;
    this.rejects.push({ kind, table, key, reason, row: row as Reject['row'] });
  }

  seal(): Readonly<Record<CountKind, Ledger>> {
    const entries = COUNT_KINDS.map((kind): [CountKind, Ledger] => {
      const { read, written, skipped, rejected } = this.#ledger(kind);
      const skippedRows = [...skipped.values()].reduce((sum, rows) => sum + rows, 0);
      assert.equal(written + skippedRows + rejected, read, `the ledger of ${kind} does not add up`);
      return [kind, { read, written, skipped: Object.fromEntries([...skipped].toSorted()), rejected }];
    });
    return Object.fromEntries(entries) as Record<CountKind, Ledger>;
  }

  #ledger(kind: CountKind): OpenLedger {
    let ledger = this.#open.get(kind);
    if (ledger === undefined) {
      ledger = { read: 0, written: 0, skipped: new Map(), rejected: 0 };
      this.#open.set(kind, ledger);
    }
    return ledger;
  }
}
