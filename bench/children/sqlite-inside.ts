/** ATTACH and INSERT … SELECT: no row passes through JavaScript. One transaction. */
import { ATTACH_SOURCE, COPY_INSIDE } from '../sqlite/sqlite-sql.ts';
import { type SqliteTask, toWrite } from './sqlite-task.ts';
import { report, taskOf } from './task.ts';

const { source, target } = taskOf<SqliteTask>();
const database = toWrite(target);
database.prepare(ATTACH_SOURCE).run(source);
const begun = performance.now();
const { changes } = database.prepare(COPY_INSIDE).run();
const wallMs = performance.now() - begun;
database.close();
report({ wallMs, rows: Number(changes) });
