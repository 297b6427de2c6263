/** A statement with its parameters, which never become part of the text. */
import type { SqlType } from '#src/model/schema/types.ts';
import type { SqlValue } from '#src/model/value.ts';

export interface Parameter {
  readonly type: SqlType;
  readonly value: SqlValue;
}

export interface Statement {
  readonly sql: string;
  /** In the order in which their placeholders stand in the text. */
  readonly parameters: readonly Parameter[];
}

/** `[name]`: understood by SQL Server and by SQLite. Names with brackets are refused: no documented name has one. */
export function quote(name: string): string {
  if (name === '' || /[[\]\0]/.test(name)) throw new Error(`not a name that can be quoted: ${JSON.stringify(name)}`);
  return `[${name}]`;
}
