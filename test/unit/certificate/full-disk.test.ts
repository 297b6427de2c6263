import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { Certificate } from '#src/certificate/certificate.ts';
import { CERTIFICATES_FOLDER, writeCertificate } from '#src/certificate/certificate-files.ts';

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const writeFileSync = (path: string, text: string, options: object) => {
    fs.writeFileSync(path, text.slice(0, 10), options);
    throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
  };
  return { ...fs, writeFileSync };
});

it('leaves no half of a certificate, which would stand before the last whole one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gc2pc-certificate-'));
  expect(() => writeCertificate(folder, { runId: 'night', form: 1 } as unknown as Certificate)).toThrow('no space');
  expect(readdirSync(join(folder, CERTIFICATES_FOLDER))).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
});
