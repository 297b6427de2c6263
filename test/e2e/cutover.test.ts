/** The command line itself, on files: what an operator does, killed where it hurts. */
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cutoverLockId } from '#src/commands/cutover-journal-lock.ts';
import type { DatabaseAddress } from '#src/config/configuration.ts';
import { openJournal, openTargetReader } from '#src/engines/open.ts';
import { acquireLock } from '#src/journal/lock.ts';
import { migrationIdOf } from '#src/journal/migration.ts';
import { cli } from '#test/support/cli.ts';
import { ACKNOWLEDGED, type CutoverWorld, cutoverWorld, MIGRATED } from '#test/support/cutover-world.ts';

interface Answer {
  readonly code: number | null;
  readonly signal: string | null;
  readonly document: Record<string, unknown> & { steps: { id: string; state: string }[]; planHash: string };
}

let world: CutoverWorld;
let folder: string;

async function gc2pc(words: readonly string[], environment: Record<string, string> = {}): Promise<Answer> {
  const options = { folder, environment: { ...world.environment, ...environment } };
  const { code, signal, stdout } = await cli([...words, '--json', '--no-input'], options);
  // Who is killed prints nothing.
  const document = stdout === '' ? { steps: [], planHash: '' } : (JSON.parse(stdout) as Answer['document']);
  return { code, signal, document };
}

async function onFile(side: 'source' | 'target', sql: string): Promise<unknown[]> {
  const database = new DatabaseSync(join(folder, `${side}.sqlite`));
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

async function planHash(verb: 'cutover' | 'rollback'): Promise<string> {
  const { document } = await gc2pc([verb, '--dry-run', ...(verb === 'cutover' ? ACKNOWLEDGED : [])]);
  return document.planHash;
}

beforeAll(async () => {
  world = cutoverWorld('e2e-cutover');
  folder = world.folder;
  for (const words of MIGRATED) expect((await gc2pc(words)).code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('gc2pc cutover', () => {
  it('shows its plan, refuses by its gates, and leaves everything as it is', async () => {
    const files = () =>
      ['source.sqlite', 'target.sqlite', 'gc2pc_journal.sqlite', 'directory.json'].map((name) =>
        readFileSync(join(folder, name)).toString('base64'),
      );
    const before = files();
    const refused = await gc2pc(['cutover', '--dry-run']);
    expect(refused.code).toBe(7);
    const blocked = (refused.document.findings as { id: string; severity: string }[]).filter(
      (finding) => finding.severity === 'block',
    );
    expect(blocked.map((finding) => finding.id)).toEqual(['G02', 'G03', 'G04', 'G15', 'G16']);
    const open = await gc2pc(['cutover', '--dry-run', ...ACKNOWLEDGED]);
    expect(open.code).toBe(0);
    expect(open.document.steps.map((step) => step.state)).toEqual(Array(7).fill('pending'));
    expect(open.document.pointOfNoReturn).toBe('hand-over');
    // What was acknowledged for the plan is part of the command that carries it out: without it a gate refuses.
    const approve = ['cutover', '--approve', open.document.planHash, ...ACKNOWLEDGED];
    expect(open.document.nextSteps).toEqual([`npm run --silent gc2pc -- ${approve.join(' ')}`]);
    expect(files()).toEqual(before);
    expect(existsSync(join(folder, 'work', 'cutover'))).toBe(false);
  });

  it('says in full what would be done, and by which command the report goes on to it', async () => {
    const { stdout } = await cli(['cutover', '--dry-run', ...ACKNOWLEDGED], world);
    expect(stdout).toContain('-ReceiverCredential (Get-Credential)');
    expect(stdout).toMatch(/^remove-user +pending +Delete the well-known user$/m);
    const { document } = await gc2pc(['report']);
    expect(document.nextSteps).toEqual(['npm run --silent gc2pc -- cutover --dry-run']);
  });

  it.each([
    ['made up', ['--approve', 'f'.repeat(64)], /^The approved hash is not the hash of the plan/],
    ['missing', [], /^No hash was approved/],
  ])('refuses a hash that is %s', async (_what, words, refused) => {
    const { code, document } = await gc2pc(['cutover', ...words, ...ACKNOWLEDGED]);
    expect(code).toBe(7);
    expect(document.refused).toMatch(refused);
    expect(world.owners()).toEqual(['user']);
  });

  it('goes on after a kill between the deletion and the note of it, and back after a kill on the way back', async () => {
    const hash = await planHash('cutover');
    // An old message, replaced in the last minute before the source is closed.
    await onFile(
      'source',
      "UPDATE tblChat SET content = 'the last word' WHERE rowid = (SELECT MIN(rowid) FROM tblChat)",
    );
    const killed = await gc2pc(['cutover', '--approve', hash, ...ACKNOWLEDGED], {
      NODE_ENV: 'test',
      GC2PC_TEST_INTERRUPT: 'cutover:after-act:remove-user@1',
    });
    expect(killed.signal).toBe('SIGKILL');
    expect(await onFile('target', "SELECT 1 FROM tblChat WHERE content = 'the last word'")).toHaveLength(1);
    expect(world.owners()).toEqual([]);
    const on = await gc2pc(['cutover', '--approve', hash]);
    expect(on.code).toBe(0);
    expect(on.document.steps.find(({ id }) => id === 'fence')).toMatchObject({ state: 'done' });
    expect(world.owners()).toEqual(['contact']);
    expect(on.document.gapMs).toBeGreaterThan(0);
    const image = on.document.beforeImage as { file: string };
    expect(statSync(image.file).mode & 0o777).toBe(0o600);
    const idle = await gc2pc(['cutover', '--approve', hash]);
    expect(idle.code).toBe(0);

    const back = await planHash('rollback');
    const lost = await gc2pc(['rollback', '--approve', back], {
      NODE_ENV: 'test',
      GC2PC_TEST_INTERRUPT: 'rollback:after-undo:create-endpoint@1',
    });
    expect(lost.signal).toBe('SIGKILL');
    const restored = await gc2pc(['rollback', '--approve', back]);
    expect(restored.code).toBe(0);
    expect(world.owners()).toEqual(['user']);
    expect((restored.document.differences as { attribute: string }[]).map((item) => item.attribute)).toContain(
      'pwdLastSet',
    );
    expect((await gc2pc(['rollback', '--approve', 'anything'])).code).toBe(0);
  });

  it('brings the user back at once when the endpoint cannot be made and cutover.onFailure says so', async () => {
    const config = join(folder, 'gc2pc.yaml');
    writeFileSync(config, 'cutover:\n  onFailure: restore\nendpoint:\n  powershell:\n    executable: /bin/false\n');
    const words = ['--config', config, ...ACKNOWLEDGED, '--acknowledge', 'G10=it fails on purpose'];
    const environment = { GC2PC_ENDPOINT_VIA: 'powershell' };
    const shown = await gc2pc(['cutover', '--dry-run', ...words], environment);
    const failed = await gc2pc(['cutover', '--approve', shown.document.planHash, ...words], environment);
    expect(failed.code).toBe(8);
    expect(failed.document.restored).toBe(true);
    expect(failed.document.steps.map((step) => step.state)).toEqual([
      'done',
      'undone',
      'done',
      'undone',
      'undone',
      'pending',
      'pending',
    ]);
    expect(world.owners()).toEqual(['user']);
  });

  it('is refused while another machine cuts over the same target, and going back too', async () => {
    const address: DatabaseAddress = { engine: 'sqlite', file: join(folder, 'target.sqlite') };
    const target = await openTargetReader(address);
    const journal = await openJournal(address, 'gc2pc_journal');
    const id = cutoverLockId(migrationIdOf(await target.port.identity()));
    const elsewhere = { GC2PC_WORK_DIR: join(folder, 'other-work') };
    const hash = await planHash('cutover');
    const lock = await acquireLock(journal.port, id, { owner: 'another machine' });
    for (const verb of ['cutover', 'rollback']) {
      const acknowledged = verb === 'cutover' ? ACKNOWLEDGED : [];
      const { code, document } = await gc2pc([verb, '--approve', hash, ...acknowledged], elsewhere);
      expect([verb, code]).toEqual([verb, 9]);
      expect(JSON.stringify(document.findings)).toContain('another run holds the lock');
      expect(world.owners()).toEqual(['user']);
    }
    // Looking changes nothing, so it needs no lock.
    expect((await gc2pc(['cutover', '--dry-run', ...ACKNOWLEDGED], elsewhere)).code).toBe(0);
    await lock.release();
    expect((await gc2pc(['rollback', '--approve', 'anything'], elsewhere)).code).toBe(0);
    expect(await journal.port.rows('lock', {})).toEqual([]);
    await journal.close();
    await target.close();
  });

  it('goes back without any database', async () => {
    const hash = await planHash('cutover');
    expect((await gc2pc(['cutover', '--approve', hash, ...ACKNOWLEDGED])).code).toBe(0);
    // The server is gone: the user comes back all the same, and only the last undo waits for it.
    const gone = { GC2PC_SOURCE_URL: `sqlite:${join(folder, 'gone.sqlite')}`, GC2PC_TARGET_URL: '' };
    const shown = await gc2pc(['rollback', '--dry-run'], gone);
    const back = await gc2pc(['rollback', '--approve', shown.document.planHash], gone);
    expect(back.code).not.toBe(0);
    expect(world.owners()).toEqual(['user']);
    expect(back.document.steps.filter((step) => step.state === 'undone').map((step) => step.id)).toEqual([
      'create-endpoint',
      'remove-user',
    ]);
    const whole = await gc2pc(['rollback', '--approve', shown.document.planHash]);
    expect(whole.code).toBe(0);
    expect((await gc2pc(['migrate', '--dry-run'])).code).toBe(0);
    expect(readdirSync(join(folder, 'work', 'cutover'))).toContain('journal.jsonl');
  });
});
