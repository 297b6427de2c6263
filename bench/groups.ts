/** The groups of measures. A group holds all that its ratios need, so that no ratio spans two sessions. */
import { affiliations, SHARE_OF_MESSAGES } from './courses/affiliations.ts';
import { copies } from './courses/copies.ts';
import { distance } from './courses/distance.ts';
import type { Lane } from './courses/gc2pc-migrate.ts';
import { FACTOR, growth } from './courses/growth.ts';
import { interrupted } from './courses/interrupted.ts';
import { referenceNight } from './courses/reference-night.ts';
import { referencePool } from './courses/reference-pool.ts';
import { verification } from './courses/verification.ts';
import type { Course } from './measure.ts';
import { BadOption } from './options.ts';

export interface Group {
  readonly name: string;
  readonly title: string;
  /** Measured without being asked for. */
  readonly usual: boolean;
  /** Only where there are round trips. */
  readonly remote: boolean;
  /** How many times the messages that are asked for it takes. */
  readonly times: number;
  courses(lane: Lane): Course[];
}

export const GROUPS: readonly Group[] = [
  { name: 'copies', title: 'Copying the messages', usual: true, remote: false, times: 1, courses: copies },
  { name: 'verification', title: 'After the copy', usual: true, remote: false, times: 1, courses: verification },
  { name: 'distance', title: 'A longer way to the server', usual: true, remote: true, times: 1, courses: distance },
  { name: 'interrupted', title: 'Killed and resumed', usual: true, remote: false, times: 1, courses: interrupted },
  { name: 'reference', title: 'The reference pool', usual: true, remote: false, times: 1, courses: referencePool },
  {
    name: 'night',
    title: 'The reference pool in one night',
    usual: false,
    remote: false,
    times: FACTOR,
    courses: referenceNight,
  },
  {
    name: 'affiliations',
    title: 'Many affiliations',
    usual: false,
    remote: false,
    times: SHARE_OF_MESSAGES,
    courses: affiliations,
  },
  { name: 'growth', title: 'Ten times the messages', usual: false, remote: false, times: 1, courses: growth },
];

export interface Chosen {
  readonly group: Group;
  readonly courses: readonly Course[];
}

/**
 * A name of a group chooses all of it, a name of a measure the course that gives it. Touches nothing.
 * @throws BadOption for a name that nothing bears
 */
export function chosenGroups(lane: Lane, names: readonly string[]): Chosen[] {
  const known = new Set(names.length === 0 ? GROUPS.filter(({ usual }) => usual).map(({ name }) => name) : names);
  const used = new Set<string>();
  const chosen = GROUPS.filter(({ remote }) => lane.tier.remote || !remote).map((group) => {
    const all = known.has(group.name);
    if (all) used.add(group.name);
    const courses = group.courses(lane).filter(({ gives }) => {
      const named = Object.keys(gives).filter((name) => known.has(name));
      for (const name of named) used.add(name);
      return all || named.length > 0;
    });
    return { group, courses };
  });
  const unknown = names.filter((name) => !used.has(name));
  if (unknown.length > 0) throw new BadOption(`on this tier nothing is measured under ${unknown.join(', ')}`);
  return chosen.filter(({ courses }) => courses.length > 0);
}
