/** The work directory: made 0700 where it is missing, and proved writable before any work begins. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '#src/model/errors.ts';

export const WORK_FOLDERS = ['logs', 'reports'] as const;

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
    mkdirSync(path, { recursive: true, mode: 0o700 });
    for (const folder of WORK_FOLDERS) mkdirSync(join(path, folder), { recursive: true, mode: 0o700 });
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

/** Turns a failed write below the work directory into an error that an operator can act on. */
export function writing<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (cause) {
    throw new WorkDirUnusable(path, cause);
  }
}
