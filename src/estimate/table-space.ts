/**
 * Bytes that a table takes on SQL Server, from its documented columns, its rows and the average of their texts. Pure.
 * Sources: "Estimate the Size of a Clustered Index", "Estimate the Size of a Heap", "Estimate the Size of a Nonclustered
 * Index", "Row-Overflow Data Exceeding 8 KB", "Pages and Extents Architecture Guide" (Microsoft).
 */
import type { ColumnSpec, SqlType, TableSpec } from '#src/model/schema/types.ts';
import { maxLength } from '#src/model/schema/types.ts';
import type { Row, SqlValue } from '#src/model/value.ts';

export interface TableSize {
  readonly spec: TableSpec;
  readonly rows: number;
  /** Average of a row's texts together, bytes as SQL Server keeps them, without those that lie outside the row. */
  readonly textBytes: number;
  /** Values that are too long for a row: they lie on pages of their own. */
  readonly outside: { readonly values: number; readonly bytes: number };
  /** Share of a page that is in use: 1 when rows arrive in key order, down to 1/2 when pages split. */
  readonly fill: number;
}

export interface TableSpace {
  readonly dataBytes: number;
  /** Upper levels of the clustered index, and all of the others. */
  readonly indexBytes: number;
  /** One row with its overheads, without what lies outside it. */
  readonly rowBytes: number;
}

const PAGE_BYTES = 8_192;
/** What a page has for rows, each with its entry of 2 bytes in the page's table of offsets. */
const PAGE_ROOM = 8_096;
const SLOT_BYTES = 2;
/** Longest value of a `max` type that stays in its row. */
export const LONGEST_IN_ROW = 8_000;
/** What the row keeps of a value that lies outside it. */
const POINTER_BYTES = 24;
/** What a page for large values has for them. */
const LARGE_PAGE_ROOM = 8_040;
const ROW_HEADER = 4;
const INDEX_ROW_HEADER = 1;
const CHILD_POINTER = 6;
/** A leaf row of a nonclustered index of a heap points to its row with this many bytes. */
const HEAP_POINTER = 8;

const FIXED_BYTES: Readonly<Partial<Record<SqlType, number>>> = {
  int: 4,
  bigint: 8,
  smallint: 2,
  uniqueidentifier: 16,
  datetime: 8,
  datetime2: 8,
  smalldatetime: 4,
  // The pointer; the bytes lie outside.
  image: 16,
};

/** Bytes of a value's variable part: two per UTF-16 unit of an nvarchar, one per character of a varchar. */
function textBytesOf(type: SqlType, value: SqlValue): number {
  if (value instanceof Uint8Array) return value.byteLength;
  if (typeof value !== 'string' || !isVariable(type)) return 0;
  return type.startsWith('nvarchar') ? value.length * 2 : value.length;
}

/** Counts and averages of rows: exact where it is given all of them, a sample where not. */
export function measureRows(spec: TableSpec, rows: Iterable<Row>): Omit<TableSize, 'spec' | 'fill'> {
  let count = 0;
  let inside = 0;
  const outside = { values: 0, bytes: 0 };
  for (const row of rows) {
    count++;
    for (const { name, type } of spec.columns) {
      const bytes = textBytesOf(type, row[name] ?? null);
      if (bytes > LONGEST_IN_ROW || type === 'image') {
        if (bytes > 0) outside.values++;
        outside.bytes += bytes;
      } else inside += bytes;
    }
  }
  return { rows: count, textBytes: count === 0 ? 0 : inside / count, outside };
}

export function tableSpace(size: TableSize): TableSpace {
  const { spec, rows, textBytes, outside, fill } = size;
  const pointers = rows === 0 ? 0 : (outside.values * POINTER_BYTES) / rows;
  const rowBytes =
    ROW_HEADER + fixedBytes(spec.columns) + nullBitmap(spec.columns) + variable(spec, textBytes + pointers);
  const leaves = pagesFor(rows, rowBytes, fill);
  const largePages = Math.max(outside.values === 0 ? 0 : 1, Math.ceil(outside.bytes / LARGE_PAGE_ROOM));
  const key = columnsOf(spec, spec.primaryKey);
  const upper = key.length === 0 ? 0 : upperPages(leaves, keyBytes(key, spec, textBytes));
  const others = spec.unique.reduce((sum, names) => sum + nonclustered(size, columnsOf(spec, names), key), 0);
  return {
    dataBytes: (leaves + largePages) * PAGE_BYTES,
    indexBytes: (upper + others) * PAGE_BYTES,
    rowBytes,
  };
}

function isVariable(type: SqlType): boolean {
  return type.startsWith('nvarchar(') || type.startsWith('varchar(');
}

function fixedBytes(columns: readonly ColumnSpec[]): number {
  const bits = columns.filter(({ type }) => type === 'bit').length;
  return columns.reduce((sum, { type }) => sum + (FIXED_BYTES[type] ?? 0), Math.ceil(bits / 8));
}

function nullBitmap(columns: readonly ColumnSpec[]): number {
  return 2 + Math.floor((columns.length + 7) / 8);
}

/** The texts with their table of offsets; nothing where the table has no column of variable length. */
function variable({ columns }: { readonly columns: readonly ColumnSpec[] }, bytes: number): number {
  const count = columns.filter(({ type }) => isVariable(type)).length;
  return count === 0 ? 0 : 2 + count * 2 + bytes;
}

/** A row never lies on two pages, so that the rows of a page are a whole number. */
function pagesFor(rows: number, rowBytes: number, fill: number): number {
  const perPage = Math.max(1, Math.floor((PAGE_ROOM * fill) / (rowBytes + SLOT_BYTES)));
  return Math.ceil(rows / perPage);
}

/** All levels above the leaves, up to the root. */
function upperPages(leaves: number, bytes: number): number {
  const perPage = Math.max(2, Math.floor(PAGE_ROOM / (bytes + INDEX_ROW_HEADER + CHILD_POINTER + SLOT_BYTES)));
  let pages = 0;
  for (let level = leaves; level > 1; ) {
    level = Math.ceil(level / perPage);
    pages += level;
  }
  return pages;
}

function nonclustered(
  { spec, rows, textBytes, fill }: TableSize,
  names: readonly ColumnSpec[],
  key: readonly ColumnSpec[],
): number {
  const locator =
    key.length === 0
      ? HEAP_POINTER
      : keyBytes(
          key.filter((column) => !names.includes(column)),
          spec,
          textBytes,
        );
  const bytes = keyBytes(names, spec, textBytes) + locator + INDEX_ROW_HEADER;
  const leaves = pagesFor(rows, bytes, fill);
  return leaves + upperPages(leaves, bytes);
}

/** Of texts only the share that falls to the column: their lengths are known together. */
function keyBytes(key: readonly ColumnSpec[], spec: TableSpec, textBytes: number): number {
  const texts = key.filter(({ type }) => isVariable(type));
  if (texts.length === 0) return fixedBytes(key) + (key.some(({ nullable }) => nullable) ? nullBitmap(key) : 0);
  const all = spec.columns.filter(({ type }) => isVariable(type)).length;
  const longest = texts.reduce((sum, { type }) => sum + maxLength(type) * (type.startsWith('nvarchar') ? 2 : 1), 0);
  const bytes = Math.min(longest, (textBytes * texts.length) / all);
  return fixedBytes(key) + variable({ columns: key }, bytes) + nullBitmap(key);
}

function columnsOf(spec: TableSpec, names: readonly string[]): ColumnSpec[] {
  return spec.columns.filter(({ name }) => names.includes(name));
}
