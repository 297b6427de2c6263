/** Others than gc2pc, on SQLite: the library itself, the bare driver, knex. */
import type { Course, Sample } from '../measure.ts';
import { peerProcess } from '../peer-process.ts';
import type { Peers } from '../tier.ts';

/** As on a server, so that the figures can be read side by side. */
const KNEX_ROWS = 20_000;

export interface PeerFiles {
  readonly source: string;
  readonly yard: string;
  readonly target: string;
  readonly rows: number;
  /** Empties the yard and lets the disk come to rest. */
  clear(): Promise<void>;
  count(): number;
}

export function sqlitePeers(files: PeerFiles): Peers {
  const { source, yard, target, rows } = files;
  const course = (name: string, title: string, copy: () => Promise<Sample>): Course => ({
    gives: { [name]: title },
    run: async (note) => {
      await files.clear();
      const sample = await copy();
      const there = files.count();
      if (there !== sample.rows) throw new Error(`${name} says ${sample.rows} rows, the table holds ${there}`);
      note(name, sample);
    },
  });
  const knexRows = Math.min(KNEX_ROWS, rows);
  return {
    copies: [
      course('limit', 'ATTACH and INSERT … SELECT', () => peerProcess('sqlite-inside', { source, target: yard })),
      course('bare-1', 'a bare loop of prepared INSERTs', () => peerProcess('sqlite-loop', { source, target: yard })),
      course('knex', `knex.batchInsert (${knexRows.toLocaleString('en-US')} rows)`, () =>
        peerProcess('sqlite-knex', { source, target: yard, rows: knexRows }),
      ),
    ],
    bareReads: {
      gives: { 'bare-reads': 'two bare reads, source and target' },
      run: async (note) => note('bare-reads', await peerProcess('sqlite-read', { source, target })),
    },
  };
}
