/** What a peer on SQL Server is told, and the plain connection that it opens. */
import { Connection } from 'tedious';
import type { KeyRange } from '../ranges.ts';

export interface TdsPlace {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly encrypt: boolean;
  readonly trustServerCertificate: boolean;
}

export interface TdsTask {
  readonly source: TdsPlace;
  readonly target: TdsPlace;
  /** One entry per stream; null reads everything. */
  readonly streams: readonly (readonly (KeyRange | null)[])[];
  /** Rows to take, where not all are wanted. */
  readonly rows?: number;
}

/** Four times the driver's default, and the largest that fits a TLS record: a fair peer is a tuned one. */
const PACKET_BYTES = 16_384;
const REQUEST_TIMEOUT_MS = 1_800_000;

export function connected(place: TdsPlace): Promise<Connection> {
  const { host, port, user, password, database, encrypt, trustServerCertificate } = place;
  const connection = new Connection({
    server: host,
    authentication: { type: 'default', options: { userName: user, password } },
    options: {
      port,
      database,
      encrypt,
      trustServerCertificate,
      packetSize: PACKET_BYTES,
      requestTimeout: REQUEST_TIMEOUT_MS,
    },
  });
  const { promise, resolve, reject } = Promise.withResolvers<Connection>();
  connection.connect((error) => (error ? reject(error) : resolve(connection)));
  return promise;
}
