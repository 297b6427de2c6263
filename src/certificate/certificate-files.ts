/** Certificates in the work directory: one file each, written once, never overwritten. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CERTIFICATE_FORM, type Certificate, isIntact } from './certificate.ts';
import type { FoundCertificate } from './shortcoming.ts';

export const CERTIFICATES_FOLDER = 'certificates';

/**
 * The file is named after the run.
 * @returns its path
 * @throws Error of the file system
 */
export function writeCertificate(workDir: string, certificate: Certificate): string {
  const folder = join(workDir, CERTIFICATES_FOLDER);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (let copy = 1; ; copy++) {
    const file = join(folder, `${certificate.runId}${copy === 1 ? '' : `-${copy}`}.json`);
    try {
      writeFileSync(file, `${JSON.stringify(certificate, null, 2)}\n`, { flag: 'wx', mode: 0o600 });
      return file;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST') continue;
      // The half of a certificate would stand before the last whole one.
      rmSync(file, { force: true });
      throw cause;
    }
  }
}

/** Newest first, by the time that they state; those that cannot be read by the time of their file. */
export function readCertificates(workDir: string): FoundCertificate[] {
  const folder = join(workDir, CERTIFICATES_FOLDER);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => found(join(folder, name)))
    .toSorted((a, b) => b.at - a.at)
    .map(({ at: _at, ...certificate }) => certificate);
}

function found(path: string): FoundCertificate & { readonly at: number } {
  const file = basename(path);
  const certificate = read(path);
  if (certificate === null) return { file, certificate, intact: false, at: modifiedAt(path) };
  const at = Date.parse(certificate.finishedAt);
  return { file, certificate, intact: isIntact(certificate), at: Number.isNaN(at) ? modifiedAt(path) : at };
}

/** Null where the file proves nothing. The shape of what is not intact is never relied upon. */
function read(path: string): Certificate | null {
  try {
    const content = JSON.parse(readFileSync(path, 'utf8')) as Certificate | null;
    return content !== null && typeof content === 'object' && content.form === CERTIFICATE_FORM ? content : null;
  } catch {
    return null;
  }
}

function modifiedAt(path: string): number {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}
