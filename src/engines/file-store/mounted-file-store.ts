/** The file store where it is mounted on this computer. The probe leaves nothing behind, whatever happens. */
import { randomUUID } from 'node:crypto';
import { opendir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { FileStoreContents, FileStoreFacts, FileStorePort } from '#src/preflight/file-store-port.ts';

const MOUNTS = '/proc/self/mounts';

export class MountedFileStore implements FileStorePort {
  async facts(path: string): Promise<FileStoreFacts | null> {
    try {
      if (!(await stat(path)).isDirectory()) return null;
      const { bavail, bsize } = await statfs(path, { bigint: true });
      return { fileSystem: await fileSystemOf(path), freeBytes: bavail * bsize };
    } catch {
      return null;
    }
  }

  async contents(path: string, boundBytes: bigint): Promise<FileStoreContents | null> {
    const names = new Set<string>();
    let [files, tooLarge, bytes, largestBytes] = [0, 0, 0n, 0n];
    try {
      // Folder by folder: a repository may hold millions of files.
      for await (const entry of await opendir(path, { recursive: true })) {
        if (!entry.isFile()) continue;
        const { size } = await stat(join(entry.parentPath, entry.name), { bigint: true });
        names.add(entry.name.toLowerCase());
        files += 1;
        bytes += size;
        if (size > largestBytes) largestBytes = size;
        if (size > boundBytes) tooLarge += 1;
      }
      return { files, bytes, largestBytes, tooLarge, names };
    } catch {
      return null;
    }
  }

  async probe(path: string): Promise<string | null> {
    const name = `gc2pc-probe-${randomUUID()}`;
    const [first, second] = [join(path, `${name}.tmp`), join(path, `${name}.txt`)];
    let doing = 'write';
    try {
      await writeFile(first, name, { flag: 'wx' });
      doing = 'rename';
      await rename(first, second);
      doing = 'read';
      if ((await readFile(second, 'utf8')) !== name) return 'a file that was written reads back otherwise';
      doing = 'delete';
      await rm(second);
      return null;
    } catch (error) {
      return `cannot ${doing} a file (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'})`;
    } finally {
      for (const left of [first, second]) await rm(left, { force: true }).catch(() => {});
    }
  }
}

/** As the table of mounts names it; null where the system keeps none (Windows, macOS). */
async function fileSystemOf(path: string): Promise<string | null> {
  const table = await readFile(MOUNTS, 'utf8').catch(() => null);
  if (table === null) return null;
  const wanted = resolve(path);
  let best = { point: '', type: null as string | null };
  for (const line of table.split('\n')) {
    const [, escaped = '', type = ''] = line.split(' ');
    const point = escaped.replaceAll(/\\(\d{3})/g, (_, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    );
    const within = wanted === point || wanted.startsWith(point.endsWith('/') ? point : `${point}/`);
    if (within && point.length >= best.point.length) best = { point, type };
  }
  return best.type;
}
