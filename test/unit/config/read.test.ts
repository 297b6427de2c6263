import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfiguration } from '#src/config/read.ts';
import { secretsOf } from '#src/config/secrets.ts';
import { configurationTemplate } from '#src/config/template.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gc2pc-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function read(content: string | Uint8Array | null, environment: Record<string, string> = {}) {
  if (content !== null) writeFileSync(join(folder, 'gc2pc.yaml'), content);
  return readConfiguration({ file: null, workDir: null, environment, folder });
}

describe('reading the configuration', () => {
  it('needs no file at all', () => {
    expect(read(null)).toMatchObject({ source: null, target: null, journalDatabase: 'gc2pc_journal' });
    expect(read(null).workDir).toBe(join(folder, '.gc2pc'));
  });

  it('says that a file which was asked for does not exist', () => {
    const origin = { file: 'other.yaml', workDir: null, environment: {}, folder };
    expect(() => readConfiguration(origin)).toThrow(/other\.yaml does not exist/);
  });

  it('reads what init writes, and finds nothing but defaults in it', () => {
    expect(read(configurationTemplate())).toEqual(read(null));
  });

  it('lets the environment win over the file, and the command line over both', () => {
    const file = 'load:\n  batchRows: 5\nworkDir: in-file\n';
    expect(read(file, { GC2PC_LOAD_BATCH_ROWS: '7' }).load.batchRows).toBe(7);
    expect(read(file).workDir).toBe(join(folder, 'in-file'));
    const origin = { file: null, workDir: 'given', environment: { GC2PC_WORK_DIR: 'env' }, folder };
    expect(readConfiguration(origin).workDir).toBe(join(folder, 'given'));
  });

  it('leaves the load unpaced unless told otherwise, and takes every bound from the environment, too', () => {
    expect(read(null).load).toMatchObject({ maxRowsPerSecond: null, pauseFile: null, probe: null });
    const environment = {
      GC2PC_LOAD_TARGET_BATCH_MS: '500',
      GC2PC_LOAD_MAX_ROWS_PER_SECOND: '20000',
      GC2PC_LOAD_PAUSE_FILE: 'pause',
      GC2PC_LOAD_PROBE_QUERY: 'SELECT 1',
      GC2PC_LOAD_PROBE_ABOVE: '0.5',
    };
    expect(read(null, environment).load).toMatchObject({
      targetBatchMs: 500,
      maxRowsPerSecond: 20_000,
      pauseFile: join(folder, 'pause'),
      probe: { query: 'SELECT 1', above: 0.5 },
    });
  });

  it('splits a list from the environment at its commas', () => {
    const controllers = read(null, { GC2PC_DIRECTORY_DOMAIN_CONTROLLERS: 'dc1, dc2,' }).directory.domainControllers;
    expect(controllers).toEqual(['dc1', 'dc2']);
  });

  it.each([
    ['lod:\n  batchRows: 1', /line 1: the key lod is unknown \(did you mean load\?\)/],
    ['load:\n  batchrow: 1', /line 2: the key load.batchrow is unknown \(did you mean load.batchRows\?\)/],
    ['batchRows: 1', /did you mean load.batchRows/],
    ['load:\n\tbatchRows: 1', /line 2: is indented with a tab/],
    ['load:\n  batchRows: 1\nload:\n  batchRows: 2', /line 3: gives a key for the second time/],
    ['workDir: "C:\\gc2pc"', /single quotes/],
    ['workDir: "C:\\tour\\new"', /workDir holds a control character.* single quotes/],
    ['source:\n  url: "sqlite:C:\\new.sqlite"', /line 2: source.url holds a control character/],
    ['load:\n  pauseFile: "C:\\tour\\night"', /line 2: load.pauseFile holds a control character/],
    ['load: 3', /load must be a section/],
    ['load:\n  batchRows: 0', /line 2: load.batchRows must be at least 1/],
    ['load:\n  probe:\n    query: SELECT 1', /load.probe needs query and above, or neither/],
    ['policies:\n  topic: keep', /must be one of append, drop/],
    ['filter:\n  since: 2012-02-31', /no date of the calendar|ISO date/],
    ['filter:\n  since: yesterday', /ISO date/],
    ['lookup:\n  sipUri: ocschat@contoso.com', /sip:name@domain/],
    ['just words', /keys and values/],
    ['a: 1\n---\nb: 2', /second document/],
  ])('refuses %j with its line', (content, sentence) => {
    expect(() => read(content)).toThrow(sentence);
  });

  it('tells everything that is wrong at once', () => {
    expect(() => read('load:\n  concurrency: x\npool:\n  fqnd: y\n')).toThrow(/concurrency[\s\S]*fqdn/);
  });

  it('names the variable when the mistake is in the environment', () => {
    expect(() => read(null, { GC2PC_LOAD_CONCURRENCY: 'many' })).toThrow(/GC2PC_LOAD_CONCURRENCY: .*must be a number/);
  });

  it.each([
    ['with a BOM', Buffer.from('\ufeffworkDir: x\r\n', 'utf8')],
    ['as UTF-16 with a BOM', Buffer.from('\ufeffworkDir: x\r\n', 'utf16le')],
    ['as UTF-16 without one', Buffer.from('workDir: x\r\n', 'utf16le')],
    ['as big-endian UTF-16', Buffer.from('\ufeffworkDir: x\r\n', 'utf16le').swap16()],
  ])('reads a file %s', (_title, bytes) => {
    expect(read(bytes).workDir).toBe(join(folder, 'x'));
  });

  it('refuses bytes that are no text', () => {
    expect(() => read(Uint8Array.of(0x61, 0x3a, 0x20, 0xff, 0xc3))).toThrow(/not valid UTF-8/);
  });
});

describe('secrets', () => {
  it('refuses a literal, and never repeats it', () => {
    const file = 'source:\n  password: hunter2\n';
    expect(() => read(file)).toThrow(/env:NAME or file:PATH/);
    expect(() => read(file)).not.toThrow(/hunter2/);
  });

  it.each(['password: *hunter2', 'password: "hunter2', 'password: !hunter2 x', 'password: {hunter2', 'x: hunter2: y'])(
    'never quotes the text around a syntax error: %s',
    (line) => {
      const outcome = (() => {
        try {
          return JSON.stringify(read(`source:\n  ${line}\n`));
        } catch (error) {
          return String(error);
        }
      })();
      expect(outcome).not.toContain('hunter2');
    },
  );

  it('finds them in a variable or a file, without the line end', () => {
    writeFileSync(join(folder, 'pw.txt'), 'from-file\r\n');
    const configuration = read(
      'source:\n  url: mssql://a@h/d\n  password: file:pw.txt\ntarget:\n  url: mssql://a@h/d\n  password: env:PW\n',
      { PW: 'from-env' },
    );
    expect(secretsOf(configuration)).toEqual(['from-file', 'from-env']);
    expect(JSON.stringify(configuration)).not.toMatch(/from-(file|env)/);
  });

  it('takes the variable of a password as the password itself, and asks the file no more', () => {
    const file = 'source:\n  url: mssql://a@h/d\n  password: file:not-there.txt\n';
    expect(secretsOf(read(file, { GC2PC_SOURCE_PASSWORD: 'env:really' }))).toEqual(['env:really']);
    expect(() => read(file)).toThrow(/not-there\.txt, which does not exist/);
  });

  it('says which variable is missing', () => {
    expect(() => read('source:\n  url: mssql://a@h/d\n  password: env:NOT_SET\n')).toThrow(
      /source\.password names the environment variable NOT_SET, which is not set/,
    );
  });
});
