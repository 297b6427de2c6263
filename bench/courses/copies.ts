/** Who copies the messages fastest: the server itself, other people's tools, and gc2pc by both paths. */
import type { Course } from '../measure.ts';
import { type Lane, migrateCourse } from './gc2pc-migrate.ts';

/** Streams of gc2pc beside its default; more of them only help a server that has the processors for it. */
const STREAMS = [1, 2, 4, 8] as const;
const BARE_STREAMS = [1, 2, 4] as const;

export function copies(lane: Lane): Course[] {
  const { tier, dataset } = lane;
  // One file takes one writer at a time: streams are for servers.
  const streams = tier.remote ? STREAMS : [];
  return [
    ...tier.peers(dataset, BARE_STREAMS).copies,
    migrateCourse(lane, { name: 'wire', title: 'gc2pc migrate, wire path, as shipped', path: 'wire', streams: null }),
    ...streams.map((count) =>
      migrateCourse(lane, {
        name: `wire-${count}`,
        title: `gc2pc migrate, wire path, ${count} stream${count === 1 ? '' : 's'}`,
        path: 'wire',
        streams: count,
      }),
    ),
    migrateCourse(lane, {
      name: 'server',
      title: 'gc2pc migrate, server path, as shipped',
      path: 'server',
      streams: null,
    }),
  ];
}
