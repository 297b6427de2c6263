/** The work directory: made 0700 where it is missing, and proved writable before any work begins. */
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OperatorError } from '#src/model/errors.ts';

const WORK_FOLDERS = ['logs', 'reports'] as const;

/** The work directory is read-only, full, or not a folder. */
export class WorkDirUnusable extends OperatorError {
  readonly code = 'WORK_DIR_UNUSABLE';
  readonly exit = 'usage';
  readonly hint: string;

  constructor(path: string, cause: unknown) {
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    super(`The work directory ${path} cannot be used: ${REASONS[code] ?? 'the system refuses to write there'}.`, cause);
    this.hint = FULL.has(code)
      ? 'Make room there, or choose another place with --work-dir.'
      : 'Make it writable for this user, or choose another place with --work-dir.';
  }
}

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  EFBIG: 'the system lets no file grow there',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'a file of that name is in the way',
};

/** Big enough that a full disk shows: a block and a little more. */
const PROBE_BYTES = 8_192;

/** @throws WorkDirUnusable */
export function prepareWorkDir(path: string, runId: string): void {
  try {
    makeFolder(path);
    for (const folder of WORK_FOLDERS) makeFolder(join(path, folder));
    const probe = join(path, `.probe-${runId}`);
    try {
      writeFileSync(probe, Buffer.alloc(PROBE_BYTES), { flag: 'wx', mode: 0o600 });
    } finally {
      rmSync(probe, { force: true });
    }
  } catch (cause) {
    throw new WorkDirUnusable(path, cause);
  }
}

/** Climbs up at most once: Node's own way of making parents never ends where a file system denies what it shows. */
function makeFolder(path: string, mayClimb = true): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST' && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
    const parent = dirname(path);
    if (code !== 'ENOENT' || !mayClimb || parent === path) throw cause;
    makeFolder(parent);
    makeFolder(path, false);
  }
}

/** Turns a failed write below the work directory into an error that an operator can act on. */
export function writing<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (cause) {
    throw new WorkDirUnusable(path, cause);
  }
}
