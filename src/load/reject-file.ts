/**
 * Copies the rejected rows from the journal into `rejects.jsonl` in the work directory, whole, one JSON document a line.
 * The file appears complete or not at all, readable by its owner alone. When it cannot be written nothing is lost: the
 * journal keeps the rows, and the next run writes the file.
 */
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf } from '#src/journal/audit.ts';
import { WorkDirNotWritable } from '#src/journal/errors.ts';
import type { JournalReader } from '#src/journal/journal-port.ts';
import { rejectPages } from '#src/journal/rejects.ts';

const REJECT_FILE = 'rejects.jsonl';

export interface WrittenRejects {
  /** Null when nothing is rejected, or no file is wanted. */
  readonly file: string | null;
  readonly rows: number;
}

/** @throws WorkDirNotWritable */
export async function writeRejectFile(
  journal: JournalReader,
  migrationId: string,
  workDir: string | null,
): Promise<WrittenRejects> {
  if (workDir === null) return { file: null, rows: await countRejects(journal, migrationId) };
  const file = join(workDir, REJECT_FILE);
  const draft = `${file}.${process.pid}.tmp`;
  try {
    await mkdir(workDir, { recursive: true, mode: 0o700 });
    const rows = await writeDraft(journal, migrationId, draft);
    if (rows === 0) {
      await rm(draft, { force: true });
      await rm(file, { force: true });
      return { file: null, rows };
    }
    await rename(draft, file);
    await syncFolder(workDir);
    return { file, rows };
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    if (!isFileError(error)) throw error;
    throw new WorkDirNotWritable(file, reasonOf(error), error);
  }
}

async function writeDraft(journal: JournalReader, migrationId: string, draft: string): Promise<number> {
  const handle = await open(draft, 'w', 0o600);
  try {
    let rows = 0;
    for await (const page of rejectPages(journal, migrationId)) {
      const lines = page.map(({ kind, tableName, rowKey, reason, content }) => {
        const head = JSON.stringify({ kind, table: tableName, key: rowKey, reason });
        return `${head.slice(0, -1)},"row":${content}}\n`;
      });
      await handle.appendFile(lines.join(''));
      rows += page.length;
    }
    await handle.sync();
    return rows;
  } finally {
    await handle.close();
  }
}

async function countRejects(journal: JournalReader, migrationId: string): Promise<number> {
  let rows = 0;
  for await (const page of rejectPages(journal, migrationId)) rows += page.length;
  return rows;
}

/** So that the new name survives a power cut. Windows cannot open folders, and does not need it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isFileError(error: unknown): boolean {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string';
}
