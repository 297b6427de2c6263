/** Examines the file that stands in for a directory in rehearsals. */
import { resolve } from 'node:path';
import type { DoctorPort } from '#src/doctor/doctor-port.ts';
import { Examination } from '#src/doctor/examination-port.ts';
import { StandInDirectory } from './stand-in-directory.ts';

export function standInDoctor(path: string): DoctorPort {
  return {
    async diagnose() {
      const notes = new Examination();
      try {
        await new StandInDirectory(resolve(path)).describe();
        notes.ok('connect', 'the file is a stand-in directory');
      } catch {
        notes.fail('connect', 'the file is no stand-in directory');
        notes.advise({
          id: 'H03',
          severity: 'block',
          cause: 'The file of directory.url is missing, or is no stand-in directory.',
          remedy: 'Name a state file that a rehearsal made, or the ldaps:// address of a domain controller.',
        });
      }
      return notes.end();
    },
  };
}
