/** knex ships no types for its dialects' classes. */
declare module 'knex/lib/dialects/better-sqlite3/index.js' {
  export default class ClientBetterSqlite3 {
    constructor(config: unknown);
    _formatBindings(bindings: unknown): unknown[] | undefined;
  }
}
