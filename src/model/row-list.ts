/** As much of an array as is needed of rows that are too many to be objects: what holds them may pack them. */
export interface RowList<T> extends Iterable<T> {
  readonly length: number;
  /** Made anew at each call, perhaps; undefined behind the end. */
  at(index: number): T | undefined;
  /** Some columns of each row, where that costs less than the rows. */
  readonly only?: <K extends keyof T & string>(...names: K[]) => Iterable<Pick<T, K>>;
}

/** Some columns of each row, as cheaply as the list can give them. */
export function only<T, K extends keyof T & string>(rows: RowList<T>, ...names: K[]): Iterable<Pick<T, K>> {
  return rows.only?.(...names) ?? rows;
}
