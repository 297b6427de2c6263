/**
 * A fixture store that keeps nothing but what a test asks for, and checks each row as strictly as a database would:
 * types, lengths, NULLs, primary keys, and on `check` the foreign keys.
 */
import { createHash, type Hash } from 'node:crypto';
import type { FixtureStore, SchemaVariant } from '#fixtures/fixture-store-port.ts';
import type { ColumnSpec, TableSpec } from '#src/model/schema/types.ts';
import type { Row, SqlValue } from '#src/model/value.ts';

interface Kept {
  readonly spec: TableSpec;
  readonly hash: Hash;
  readonly keys: Set<string>;
  /** Values of columns that others refer to, by column. */
  readonly referred: Map<string, Set<SqlValue>>;
  rows: number;
}

export class MemoryFixtureStore implements FixtureStore {
  readonly tables = new Map<string, Kept>();
  /** Rows of the tables named in the constructor. */
  readonly rows = new Map<string, Row[]>();
  variant: SchemaVariant | null = null;
  /** Foreign keys that were violated, as text. */
  readonly dangling: string[] = [];
  readonly #keep: ReadonlySet<string>;

  constructor(keep: readonly string[] = []) {
    this.#keep = new Set(keep);
  }

  async isEmpty(): Promise<boolean> {
    return this.tables.size === 0;
  }

  async takesAnyText(): Promise<boolean> {
    return true;
  }

  async createTables(specs: readonly TableSpec[], variant: SchemaVariant): Promise<void> {
    this.variant = variant;
    for (const spec of specs) {
      const kept = { spec, hash: createHash('sha256'), keys: new Set<string>(), referred: new Map(), rows: 0 };
      this.tables.set(spec.name, kept);
    }
    for (const spec of specs) {
      for (const key of spec.foreignKeys) this.#table(key.table).referred.set(key.references[0] ?? '', new Set());
    }
  }

  async insert(spec: TableSpec, rows: readonly Row[]): Promise<void> {
    const values = rows.map((row) => spec.columns.map((column) => row[column.name]));
    this.#take(spec, values);
    if (this.#keep.has(spec.name)) this.rows.set(spec.name, [...(this.rows.get(spec.name) ?? []), ...rows]);
  }

  async insertArrays(spec: TableSpec, rows: readonly (readonly SqlValue[])[]): Promise<void> {
    this.#take(spec, rows);
    if (!this.#keep.has(spec.name)) return;
    const objects = rows.map((row) => Object.fromEntries(spec.columns.map(({ name }, at) => [name, row[at] ?? null])));
    this.rows.set(spec.name, [...(this.rows.get(spec.name) ?? []), ...objects]);
  }

  async execute(sql: string): Promise<void> {
    throw new Error(`this store runs no SQL: ${sql}`);
  }

  /** One hash over all rows of all tables, in the order of insertion. */
  digest(): string {
    const whole = createHash('sha256');
    for (const [name, kept] of this.tables) whole.update(`${name} ${kept.rows} ${kept.hash.copy().digest('hex')}\n`);
    return whole.digest('hex');
  }

  count(table: string): number {
    return this.#table(table).rows;
  }

  #take(spec: TableSpec, rows: readonly (readonly (SqlValue | undefined)[])[]): void {
    const kept = this.#table(spec.name);
    const names = spec.columns.map((column) => column.name);
    const keyed = spec.primaryKey.map((column) => names.indexOf(column));
    const referred = [...kept.referred].map(([column, values]) => [names.indexOf(column), values] as const);
    for (const row of rows) {
      for (const [at, column] of spec.columns.entries()) check(spec, column, row[at]);
      for (const [at, values] of referred) values.add(row[at] ?? null);
      const key = keyed.map((at) => String(row[at])).join('\u0001');
      if (keyed.length > 0 && kept.keys.has(key)) throw new Error(`${spec.name}: key ${key} twice`);
      if (keyed.length > 0) kept.keys.add(key);
      kept.hash.update(row.map(text).join('\u0001'));
      kept.rows++;
    }
    for (const { columns, table, references } of spec.foreignKeys) {
      const at = names.indexOf(columns[0] ?? '');
      const there = this.#table(table).referred.get(references[0] ?? '');
      for (const row of rows) {
        const value = row[at] ?? null;
        if (value !== null && there?.has(value) !== true) this.dangling.push(`${spec.name}.${columns[0]} ${value}`);
      }
    }
  }

  #table(name: string): Kept {
    const kept = this.tables.get(name);
    if (kept === undefined) throw new Error(`no table ${name}`);
    return kept;
  }
}

function text(value: SqlValue | undefined): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : `${typeof value}:${String(value)}`;
}

const WHOLE: Readonly<Record<string, number>> = { int: 2_147_483_647, smallint: 32_767 };
const GUID = /^[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}$/;
const DATE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/;

function check(spec: TableSpec, column: ColumnSpec, value: SqlValue | undefined): void {
  const wrong = whyWrong(column, value);
  if (wrong !== null) throw new Error(`${spec.name}.${column.name} (${column.type}): ${wrong}`);
}

function whyWrong({ type, nullable }: ColumnSpec, value: SqlValue | undefined): string | null {
  if (value === undefined) return 'no value';
  if (value === null) return nullable ? null : 'NULL';
  const most = WHOLE[type];
  if (most !== undefined) return Number.isInteger(value) && Math.abs(Number(value)) <= most ? null : `${value}`;
  if (type === 'bigint') return typeof value === 'bigint' && BigInt.asIntN(64, value) === value ? null : `${value}`;
  if (type === 'bit') return typeof value === 'boolean' ? null : `${value}`;
  if (type === 'image') return value instanceof Uint8Array ? null : 'no bytes';
  if (typeof value !== 'string') return `a ${typeof value}`;
  if (type === 'uniqueidentifier') return GUID.test(value) ? null : value;
  const units = /\((\d+)\)/.exec(type)?.[1];
  if (units !== undefined) return value.length <= Number(units) ? null : `${value.length} units`;
  return type.includes('date') && !DATE.test(value) ? value : null;
}
