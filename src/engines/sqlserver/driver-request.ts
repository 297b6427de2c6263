/** A statement sent over a connection of a pool without the layer above the driver, which makes every row anew. */
import type sql from 'mssql';
import { type Connection, Request } from 'tedious';
import type { Statement } from '../sql/statement.ts';
import { driverType } from './driver-types.ts';
import { type RowTap, tapRows } from './token-tap.ts';
import { parameterType, parameterValue } from './types.ts';

export interface DriverRequest {
  pause(): void;
  resume(): void;
  /** Rejects with the driver's error; the connection is back in its pool by then. */
  readonly finished: Promise<void>;
}

/** The part of a pool that its declared type leaves out. */
interface Lender {
  acquire(asker: object): Promise<Connection>;
  release(connection: Connection): void;
}

/** @param row takes the rows that the tap leaves to the driver */
export async function ask(
  pool: sql.ConnectionPool,
  statement: Statement,
  tap: RowTap,
  row: (values: unknown[]) => void = () => {},
): Promise<DriverRequest> {
  const lender = pool as unknown as Lender;
  let settle: (error: unknown) => void = () => {};
  const finished = new Promise<void>((resolve, reject) => {
    settle = (error) => (error == null ? resolve() : reject(error));
  });
  // Whoever asked looks at it later; until then its failure is nobody's.
  finished.catch(() => {});
  const request = new Request(statement.sql, (error) => settle(error));
  statement.parameters.forEach(({ type, value }, index) => {
    const { type: kind, ...length } = parameterType(type, value) as { type: unknown; length?: number };
    request.addParameter(`p${index}`, driverType(kind), parameterValue(value), length);
  });
  request.on('row', (columns: { value: unknown }[]) => row(columns.map(({ value }) => value)));

  const connection = await lender.acquire(request);
  const untap = tapRows(connection, tap);
  const giveBack = (): void => {
    untap();
    lender.release(connection);
  };
  const callback = settle;
  settle = (error) => {
    giveBack();
    callback(error);
  };
  try {
    connection.execSql(request);
  } catch (error) {
    settle(error);
  }
  return { pause: () => request.pause(), resume: () => request.resume(), finished };
}
