/** Asks the target Microsoft's sample queries, the same on every engine. Read-only, as its session is. */
import type { RoomWindow, SampleQueriesPort } from '#src/verify/sample-queries-port.ts';
import type { Dialect } from './dialect.ts';
import * as sql from './sample-queries-sql.ts';
import type { RawRow, ReadSession } from './session.ts';
import type { Statement } from './statement.ts';

export class SampleQueries implements SampleQueriesPort {
  readonly #session: ReadSession;
  readonly #dialect: Dialect;
  readonly #hasTicksFunction: () => Promise<boolean>;
  #dated: Promise<boolean> | null = null;

  /** @param hasTicksFunction whether the database has dbo.fnTicksToDate */
  constructor(session: ReadSession, dialect: Dialect, hasTicksFunction: () => Promise<boolean>) {
    this.#session = session;
    this.#dialect = dialect;
    this.#hasTicksFunction = hasTicksFunction;
  }

  async messagesByRoom(window: RoomWindow): Promise<[string, number][]> {
    const rows = await this.#session.query(sql.messagesByRoom(this.#dialect, window, await this.#isDated()));
    return rows.map(([name, count]) => [String(name), Number(count)]);
  }

  async messagesByAuthor(window: RoomWindow): Promise<[string | null, number][]> {
    const rows = await this.#session.query(sql.messagesByAuthor(this.#dialect, window, await this.#isDated()));
    return rows.map(([name, count]) => [textOrNull(name), Number(count)]);
  }

  async messagesLike(window: RoomWindow, text: string): Promise<[string, string | null, string][]> {
    const rows = await this.#session.query(sql.messagesLike(this.#dialect, window, text));
    return rows.map(([room, author, content]) => [String(room), textOrNull(author), String(content)]);
  }

  async affiliationsOf(prinID: number): Promise<[string | null][]> {
    const rows = await this.#session.query(sql.affiliationsOf(this.#dialect, prinID));
    return rows.map(([name]) => [textOrNull(name)]);
  }

  async rolesOf(prinID: number, name: string): Promise<[string, string | null][]> {
    const rows = await this.#session.query(sql.rolesOf(this.#dialect, prinID, name));
    return rows.map(([node, each]) => [String(node), textOrNull(each)]);
  }

  async invitesOf(prinID: number): Promise<[string | null, string, number, string][]> {
    const column = { name: 'createdOn', type: 'datetime', nullable: false, core: true } as const;
    const rows = await this.#session.query(sql.invitesOf(this.#dialect, prinID, this.#dialect.read(column)));
    const dateOf = this.#dialect.decoder(column.type);
    return rows.map(([name, node, invitation, on]) => [
      textOrNull(name),
      String(node),
      Number(invitation),
      String(dateOf(on)),
    ]);
  }

  async nodesWithSharedNames(): Promise<number[]> {
    return (await this.#column(sql.sharedNodeNames(this.#dialect))).map(Number);
  }

  async addInsWithSharedNames(): Promise<string[]> {
    return (await this.#column(sql.sharedAddInNames(this.#dialect))).map((id) => String(id).toUpperCase());
  }

  async #column(statement: Statement): Promise<unknown[]> {
    return (await this.#session.query(statement)).map((row: RawRow) => row[0]);
  }

  /** The function is used only where it counts as .NET does: the expected counts are told from .NET ticks. */
  #isDated(): Promise<boolean> {
    this.#dated ??= this.#hasTicksFunction().then(async (there) => {
      if (!there) return false;
      const [row] = await this.#session.query(sql.sampleDate(this.#dialect));
      return String(row?.[0]) === '2011-01-01';
    });
    return this.#dated;
  }
}

function textOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}
