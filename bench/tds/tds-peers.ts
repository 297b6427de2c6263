/** Others than gc2pc, on SQL Server: the server itself, freebcp, the bare driver, knex. */
import type sql from 'mssql';
import type { TdsPlace, TdsTask } from '../children/tds-task.ts';
import { type Course, type Sample, timed } from '../measure.ts';
import { peerProcess } from '../peer-process.ts';
import { equalParts, type RoomRows } from '../ranges.ts';
import type { Peers } from '../tier.ts';
import { type Freebcp, TUNINGS } from './freebcp.ts';
import { copyInside, ROOMS } from './tds-sql.ts';

/** knex is slow enough for a part to tell its rate. */
const KNEX_ROWS = 20_000;

export interface PeerPlaces {
  readonly source: TdsPlace;
  readonly yard: TdsPlace;
  readonly target: TdsPlace;
  readonly freebcp: Freebcp;
  readonly rows: number;
  /** With what the peers need beside the rows. */
  opened(): Promise<{ readonly sourcePool: sql.ConnectionPool; readonly yardPool: sql.ConnectionPool }>;
  /** Empties the yard and lets the server come to rest. */
  clear(): Promise<void>;
  count(): Promise<number>;
}

export function tdsPeers(places: PeerPlaces, streams: readonly number[]): Peers {
  const { source, yard, target, freebcp, rows } = places;
  const parts = rememberedParts(places);
  const course = (name: string, title: string, copy: () => Promise<Sample>): Course => ({
    gives: { [name]: title },
    run: async (note) => {
      await places.opened();
      await places.clear();
      const sample = await copy();
      const there = await places.count();
      if (there !== sample.rows) throw new Error(`${name} says ${sample.rows} rows, the table holds ${there}`);
      note(name, sample);
    },
  });
  return {
    copies: [
      course('limit', 'INSERT … SELECT inside the server', async () => {
        const { yardPool } = await places.opened();
        const { wallMs } = await timed(() => yardPool.request().batch(copyInside(source.database)));
        return { wallMs, rows };
      }),
      ...TUNINGS.map((tuning) =>
        course(
          `freebcp-${tuning.name}`,
          `freebcp out + in, -b ${tuning.batchRows} -A ${tuning.packetBytes}`,
          async () => freebcp.copy(source, yard, tuning),
        ),
      ),
      ...streams.map((count) =>
        course(`bare-${count}`, `bare stream into bulk loads, ${count} stream${count === 1 ? '' : 's'}`, async () =>
          peerProcess('tds-bare-copy', { source, target: yard, streams: await parts(count) }),
        ),
      ),
      course('knex', `knex.batchInsert (${Math.min(KNEX_ROWS, rows).toLocaleString('en-US')} rows)`, () =>
        peerProcess('tds-knex', { source, target: yard, streams: [], rows: Math.min(KNEX_ROWS, rows) }),
      ),
    ],
    bareReads: {
      gives: { 'bare-reads': 'two bare reads, source and target' },
      run: async (note) =>
        note('bare-reads', await peerProcess('tds-bare-read', { source, target, streams: [[null]] })),
    },
  };
}

function rememberedParts({ opened }: PeerPlaces) {
  let rooms: Promise<RoomRows[]> | null = null;
  return async (count: number): Promise<TdsTask['streams']> => {
    if (count === 1) return [[null]];
    rooms ??= opened()
      .then(({ sourcePool }) => sourcePool.request().query<Record<keyof RoomRows, unknown>>(ROOMS))
      .then(({ recordset }) =>
        recordset.map((room) => ({
          channelId: Number(room.channelId),
          rows: Number(room.rows),
          firstChatId: Number(room.firstChatId),
          lastChatId: Number(room.lastChatId),
        })),
      );
    return equalParts(await rooms, count);
  };
}
