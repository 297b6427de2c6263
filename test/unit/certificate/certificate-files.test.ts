import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Certificate, hashOf, isIntact, ratesOf } from '#src/certificate/certificate.ts';
import { readCertificates, writeCertificate } from '#src/certificate/certificate-files.ts';
import { rehearsals, SETTINGS } from '../cutover/support.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gc2pc-certificates-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function certificate(runId: string, finishedAt: string): Certificate {
  const [found] = rehearsals(SETTINGS, { runId, finishedAt }).certificates;
  if (found?.certificate == null) throw new Error('no certificate');
  return found.certificate;
}

describe('certificates in the work directory', () => {
  it('come back as they were written, newest first, and are for this user alone', () => {
    const file = writeCertificate(folder, certificate('older', '2026-01-01T00:00:00.000Z'));
    writeCertificate(folder, certificate('newer', '2026-01-02T00:00:00.000Z'));
    const found = readCertificates(folder);
    expect(found.map(({ certificate: each, intact }) => [each?.runId, intact])).toEqual([
      ['newer', true],
      ['older', true],
    ]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'certificates')).mode & 0o777).toBe(0o700);
  });

  it('are never overwritten', () => {
    const first = writeCertificate(folder, certificate('run', '2026-01-01T00:00:00.000Z'));
    const before = readFileSync(first, 'utf8');
    const second = writeCertificate(folder, certificate('run', '2026-01-02T00:00:00.000Z'));
    expect(second).not.toBe(first);
    expect(readFileSync(first, 'utf8')).toBe(before);
  });

  it.each([
    ['one digit changed', (text: string) => text.replace('"read": 1000', '"read": 9000')],
    ['a line taken away', (text: string) => text.replace(/\n {2}"ruleVersion".*/, '')],
    ['a form of another time', (text: string) => text.replace('"form": 1', '"form": 2')],
    ['cut off', (text: string) => text.slice(0, 100)],
    ['empty', () => ''],
    ['another document', () => 'null'],
  ])('show that they were touched: %s', (_what, edit) => {
    const file = writeCertificate(folder, certificate('run', '2026-01-01T00:00:00.000Z'));
    const text = readFileSync(file, 'utf8');
    chmodSync(file, 0o600);
    writeFileSync(file, edit(text));
    expect(readFileSync(file, 'utf8')).not.toBe(text);
    expect(readCertificates(folder).map(({ intact }) => intact)).toEqual([false]);
  });

  it('hold good whatever order their fields are in', () => {
    const file = writeCertificate(folder, certificate('run', '2026-01-01T00:00:00.000Z'));
    const fields = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as object);
    writeFileSync(file, JSON.stringify(Object.fromEntries(fields.reverse())));
    expect(readCertificates(folder)[0]?.intact).toBe(true);
  });

  it('are none where no rehearsal was', () => {
    expect(readCertificates(join(folder, 'nowhere'))).toEqual([]);
  });
});

describe('what a certificate is made of', () => {
  it('states a rate for phases that moved rows and took time', () => {
    const phases = [
      { phase: 'messages', seconds: 2, rows: 1_000 },
      { phase: 'revision', seconds: 1, rows: 0 },
      { phase: 'structure', seconds: 0, rows: 10 },
    ];
    expect(ratesOf(phases)).toEqual({ messages: 500 });
  });

  it('hashes values, not the order in which they were written', () => {
    expect(hashOf({ a: 1, b: { c: 2, d: 3 } })).toBe(hashOf({ b: { d: 3, c: 2 }, a: 1 }));
    expect(hashOf({ a: 1 })).not.toBe(hashOf({ a: 2 }));
    expect(isIntact({ ...certificate('run', '2026-01-01T00:00:00.000Z'), version: '9' })).toBe(false);
  });
});
