/** Asks the source how busy it is, in the operator's own words. */
export interface LoadProbe {
  /**
   * @param query one SELECT
   * @returns what stands in the first column of its first row; null when there is no row
   */
  ask(query: string): Promise<unknown>;
}
