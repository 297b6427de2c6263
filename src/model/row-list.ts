/** As much of an array as is needed of rows that are too many to be objects: what holds them may pack them. */
export interface RowList<T> extends Iterable<T> {
  readonly length: number;
  /** Made anew at each call, perhaps; undefined behind the end. */
  at(index: number): T | undefined;
}
