/** Where the two engines' SQL differs, and nothing else. */
import type { ColumnSpec, SqlType } from '#src/model/schema/types.ts';
import type { SqlValue } from '#src/model/value.ts';
import type { Parameter, Statement } from './statement.ts';

export interface Dialect {
  readonly engine: 'sqlserver' | 'sqlite';
  /** Quoted and qualified. */
  table(name: string): string;
  /** What stands after SELECT, and what stands at the end, to take the first `rows`. */
  first(rows: number): { readonly top: string; readonly limit: string };
  /** Placeholder of the parameter at `index`, as a value of `type`. */
  placeholder(index: number, type: SqlType): string;
  /** Select-list text that brings a column into the form that `decoder` understands. */
  read(column: ColumnSpec): string;
  decoder(type: SqlType): (raw: unknown) => SqlValue;
}

/** Collects parameters while the text of a statement is put together. */
export class StatementText {
  readonly #dialect: Dialect;
  readonly #parameters: Parameter[] = [];

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  /** @returns the placeholder to put into the text, at once */
  bind(type: SqlType, value: SqlValue): string {
    this.#parameters.push({ type, value });
    return this.#dialect.placeholder(this.#parameters.length - 1, type);
  }

  finish(sql: string): Statement {
    return { sql, parameters: this.#parameters };
  }
}
