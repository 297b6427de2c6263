/** The groups of measures. A group holds all that its ratios need, so that no ratio spans two sessions. */
import { copies } from './courses/copies.ts';
import { distance } from './courses/distance.ts';
import type { Lane } from './courses/gc2pc-migrate.ts';
import { growth } from './courses/growth.ts';
import { interrupted } from './courses/interrupted.ts';
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
  courses(lane: Lane): Course[] | Promise<Course[]>;
}

export const GROUPS: readonly Group[] = [
  { name: 'copies', title: 'Copying the messages', usual: true, remote: false, courses: copies },
  { name: 'verification', title: 'After the copy', usual: true, remote: false, courses: verification },
  { name: 'distance', title: 'A longer way to the server', usual: true, remote: true, courses: distance },
  { name: 'interrupted', title: 'Killed and resumed', usual: true, remote: false, courses: interrupted },
  { name: 'reference', title: 'The reference pool', usual: true, remote: false, courses: referencePool },
  { name: 'growth', title: 'Ten times the messages', usual: false, remote: false, courses: growth },
];

export interface Chosen {
  readonly group: Group;
  readonly courses: readonly Course[];
}

/**
 * Courses are made, and their databases with them, when their turn comes. A name of a group chooses all of it, a name of a
 * measure the course that gives it.
 * @throws BadOption for a name that nothing bears
 */
export async function* chosenGroups(lane: Lane, names: readonly string[]): AsyncGenerator<Chosen> {
  const left = new Set(names);
  const single = names.some((name) => GROUPS.every((group) => group.name !== name));
  for (const group of GROUPS) {
    if (group.remote && !lane.tier.remote) continue;
    const all = names.length === 0 ? group.usual : names.includes(group.name);
    if (!all && !single) continue;
    left.delete(group.name);
    // Growth makes a database of its own: nobody who asks for another measure waits for that.
    if (!all && !group.usual) continue;
    const courses = (await group.courses(lane)).filter((course) => {
      const named = Object.keys(course.gives).filter((name) => names.includes(name));
      for (const name of named) left.delete(name);
      return all || named.length > 0;
    });
    if (courses.length > 0) yield { group, courses };
  }
  if (left.size > 0) throw new BadOption(`nothing is measured under ${[...left].join(', ')}`);
}
