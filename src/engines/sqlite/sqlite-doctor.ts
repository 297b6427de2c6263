/** Examines a SQLite file: there, a database, readable, writable where it must be. */
import type { DoctorPort } from '#src/doctor/doctor-port.ts';
import { Examination } from '#src/doctor/examination-port.ts';
import { OperatorError } from '#src/model/errors.ts';
import type { Side } from '../sql/names.ts';
import { openSqliteFacts } from './sqlite-facts.ts';

export function sqliteDoctor(path: string, side: Side): DoctorPort {
  return {
    async diagnose() {
      const notes = new Examination();
      try {
        const { port, close } = openSqliteFacts(path, side);
        try {
          notes.ok('connect', 'the file is a database');
          const missing = await port.missingRights();
          if (missing.length === 0) notes.ok('rights', 'none is missing');
          else {
            notes.fail('rights', `missing: ${missing.join(', ')}`);
            notes.advise({
              id: 'H30',
              severity: 'block',
              cause: `Missing: ${missing.join(', ')}.`,
              remedy: 'Give the user who runs gc2pc these permissions.',
            });
          }
        } finally {
          await close();
        }
      } catch (error) {
        if (!(error instanceof OperatorError)) throw error;
        notes.fail('connect', error.message);
        notes.advise({ id: 'H03', severity: 'block', cause: `${error.message}.`, remedy: error.hint });
      }
      return notes.end();
    },
  };
}
