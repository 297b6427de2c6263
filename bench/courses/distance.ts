/** What round trips cost: the same copy through a proxy that adds nothing and through one that adds 5 ms to each. */
import type { SqlServerAddress } from '#src/config/configuration.ts';
import { openPool } from '#src/engines/sqlserver/pool.ts';
import { type Course, timed } from '../measure.ts';
import { sampleOf } from '../product.ts';
import { proxyProcess } from '../proxy-process.ts';
import { median } from '../statistics.ts';
import { ROUND_TRIP } from '../tds/tds-sql.ts';
import { type Lane, migrated } from './gc2pc-migrate.ts';

/** Milliseconds that a round trip takes longer. */
export const DELAY_MS = 5;
const TRIPS = 30;

export function distance(lane: Lane): Course[] {
  return (['wire', 'server'] as const).flatMap((path) =>
    [0, DELAY_MS].map((delayMs) => ({
      gives: { [`${path}-${delayMs}ms`]: `gc2pc migrate, ${path} path, ${delayMs} ms added to each round trip` },
      run: async (note) => {
        const server = lane.tier.targetAddress() as SqlServerAddress;
        await lane.tier.freshTarget(lane.dataset);
        await lane.tier.settle();
        const proxy = await proxyProcess(server.host, server.port, delayMs / 2);
        try {
          const tripMs = await roundTrip({ ...server, host: '127.0.0.1', port: proxy.port });
          const run = await migrated(lane, { path, streams: null, via: proxy.port });
          const told = `a round trip through the proxy took ${tripMs.toFixed(2)} ms`;
          note(`${path}-${delayMs}ms`, sampleOf(run, lane.dataset.messages, told));
        } finally {
          proxy.close();
        }
      },
    })),
  );
}

/** Milliseconds, the median of some. */
async function roundTrip(address: SqlServerAddress): Promise<number> {
  const pool = await openPool(address, 'read');
  try {
    const trips: number[] = [];
    await pool.request().query(ROUND_TRIP);
    for (let trip = 0; trip < TRIPS; trip++) {
      trips.push((await timed(() => pool.request().query(ROUND_TRIP))).wallMs);
    }
    return median(trips);
  } finally {
    await pool.close();
  }
}
