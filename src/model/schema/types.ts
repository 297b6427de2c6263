/** The form in which both documented schemas are written down: data, so that DDL, checks, readers and docs share it. */

export type SqlType =
  | 'int'
  | 'bigint'
  | 'smallint'
  | 'bit'
  | 'uniqueidentifier'
  | 'datetime'
  | 'datetime2'
  | 'smalldatetime'
  | 'image'
  | `nvarchar(${number | 'max'})`
  | `varchar(${number | 'max'})`;

export interface ColumnSpec {
  readonly name: string;
  readonly type: SqlType;
  readonly nullable: boolean;
  /** False for a column that the documents do not show but that follows from them: its absence is reported, not refused. */
  readonly core: boolean;
}

export interface ForeignKeySpec {
  readonly columns: readonly string[];
  readonly table: string;
  readonly references: readonly string[];
}

export interface TableSpec {
  readonly name: string;
  readonly columns: readonly ColumnSpec[];
  /** Empty where the documents list no key. */
  readonly primaryKey: readonly string[];
  readonly unique: readonly (readonly string[])[];
  readonly foreignKeys: readonly ForeignKeySpec[];
  /** Rows that are created with the database and never change. */
  readonly staticRows: readonly Readonly<Record<string, string | number | boolean>>[];
}

type ColumnText = string;

/**
 * Builds a table from lines such as `nodeID int NN` or `siopID uniqueidentifier null inferred`.
 * `inferred` marks a column that is not documented for this version.
 */
export function table(
  name: string,
  columns: readonly ColumnText[],
  rest: Partial<Pick<TableSpec, 'primaryKey' | 'unique' | 'foreignKeys' | 'staticRows'>> = {},
): TableSpec {
  return {
    name,
    columns: columns.map(parseColumn),
    primaryKey: rest.primaryKey ?? [],
    unique: rest.unique ?? [],
    foreignKeys: rest.foreignKeys ?? [],
    staticRows: rest.staticRows ?? [],
  };
}

/** `reference('parentID', 'tblNode', 'nodeID')` */
export function reference(column: string, toTable: string, toColumn: string): ForeignKeySpec {
  return { columns: [column], table: toTable, references: [toColumn] };
}

/** Longest value of a text column in UTF-16 units (`varchar`: bytes); Infinity for `max`, and for other types. */
export function maxLength(type: SqlType): number {
  const length = /\((\d+)\)$/.exec(type)?.[1];
  return length === undefined ? Number.POSITIVE_INFINITY : Number(length);
}

export function isText(type: SqlType): boolean {
  return type.startsWith('nvarchar(') || type.startsWith('varchar(');
}

function parseColumn(text: ColumnText): ColumnSpec {
  const [name, type, nullability, mark] = text.split(' ');
  if (name === undefined || type === undefined || (nullability !== 'NN' && nullability !== 'null')) {
    throw new Error(`column text not understood: ${text}`);
  }
  return { name, type: type as SqlType, nullable: nullability === 'null', core: mark !== 'inferred' };
}
