import { describe, expect, it } from 'vitest';
import { blocking } from '#src/commands/acknowledgements.ts';
import { parseCommandLine, verbAskedFor } from '#src/commands/command-line.ts';
import { documentOf, toJson } from '#src/commands/document.ts';
import { armedInterrupts } from '#src/commands/interrupt-arming.ts';
import { understand } from '#src/commands/understand.ts';
import type { Verb } from '#src/commands/verb.ts';
import { loadVerbs, type NamedVerb, VERBS } from '#src/commands/verbs.ts';
import { EXIT } from '#src/model/errors.ts';
import type { Finding, Severity } from '#src/model/finding.ts';
import { uninterrupted } from '#src/model/interrupts.ts';

const verbs = await loadVerbs();
const parse = (...words: string[]) => parseCommandLine(words, verbs, '1.2.3');

describe('the command line', () => {
  it('takes common options before and after the verb', () => {
    expect(parse('--json', 'plan', '--work-dir', 'w', '--no-input')).toMatchObject({
      kind: 'verb',
      common: { json: true, workDir: 'w', input: false, config: null, verbose: false },
    });
  });

  it('reads verbs of two words and their numbers', () => {
    const line = parse('fixture', 'create', '--seed', '7', '--scale', '0.5');
    expect(line).toMatchObject({ verb: { name: 'fixture create' }, options: { seed: 7, scale: 0.5, size: 'small' } });
  });

  it('collects acknowledgements; a reason may hold an equals sign', () => {
    const line = parse('migrate', '--acknowledge', 'T41=a=b', '--acknowledge', 'T2=because');
    expect(line.kind === 'verb' && [...line.common.acknowledged]).toEqual([
      ['T41', 'a=b'],
      ['T2', 'because'],
    ]);
  });

  it.each([
    [['nonsense'], /Unknown command/],
    [['fixture'], /^No verb is given\.$/],
    [['--json'], /^No verb is given\.$/],
    [['plan', '--nonsense'], /Unknown option '--nonsense'/],
    [['plan', 'extra'], /Too many arguments/],
    [['migrate', '--acknowledge', 'T41'], /wants ID=REASON/],
    [['migrate', '--acknowledge', 'T41= '], /wants ID=REASON/],
    [['fixture', 'create', '--size', 'huge'], /Allowed choices/],
    [['fixture', 'create', '--seed', '1.5'], /whole number/],
    [['fixture', 'create', '--scale', 'x'], /must be a number/],
    [['status', '--acknowledge', 'a=b'], /Unknown option/],
  ])('refuses %j in one sentence', (words, sentence) => {
    expect(() => parse(...words)).toThrow(sentence);
  });

  it('gives help and version as text, and help when no word is given', () => {
    expect(parse('--version')).toEqual({ kind: 'help', text: '1.2.3\n' });
    expect(parse('migrate', '--help')).toMatchObject({ kind: 'help', text: expect.stringContaining('--dry-run') });
    expect(parse()).toMatchObject({ kind: 'help', text: expect.stringContaining('Usage: gc2pc') });
  });

  it.each([[[]], [['--help']], [['migrate', '--help']], [['help', 'fixture', 'create']], [['fixture', '--help']]])(
    'ends the help of %j with every exit code',
    (words) => {
      const line = parse(...words);
      const end = line.kind === 'help' ? line.text.slice(line.text.indexOf('Exit codes:')) : '';
      for (const { code, meaning } of Object.values(EXIT))
        expect(end).toMatch(new RegExp(`^ +${code} +${meaning.slice(0, 20)}`, 'm'));
    },
  );

  it('refuses options that a verb says cannot be combined', () => {
    const verb = { ...verbs[0], refuses: () => 'These two cannot be combined.' } as Verb;
    expect(() => parseCommandLine(['init'], [verb], '1')).toThrow('These two cannot be combined.');
  });
});

describe('the document', () => {
  it('has the fields of every verb, and loses no digit of a big number', () => {
    const outcome = {
      exit: 'rejects',
      findings: [],
      nextSteps: ['x'],
      // A verb that measures a part of its time does not hide how long the command took.
      data: { n: 2n ** 60n, m: 5n, durationMs: 1 },
      text: '',
    } as const;
    const document = JSON.parse(toJson(documentOf({ verb: 'v', runId: 'r', durationMs: 3 }, outcome)));
    expect(document).toEqual({
      verb: 'v',
      ok: false,
      exitCode: 5,
      runId: 'r',
      durationMs: 3,
      findings: [],
      nextSteps: ['x'],
      n: '1152921504606846976',
      m: 5,
    });
  });
});

describe('acknowledgements', () => {
  const finding = (id: string, severity: Severity): Finding => ({ id, severity, subject: '', message: '', hint: '' });

  it('let a block pass by its id or the part before the dash, and no other', () => {
    const findings = [finding('P30-name-conflict', 'block'), finding('P31-x', 'block'), finding('P32-y', 'warn')];
    const { stopping, acknowledged } = blocking(
      findings,
      new Map([
        ['P30', 'known'],
        ['P32-y', 'not a block'],
      ]),
    );
    expect(stopping.map(({ id }) => id)).toEqual(['P31-x']);
    expect([...acknowledged]).toEqual([['P30-name-conflict', 'known']]);
  });

  it('never let through what would make the result wrong', () => {
    const id = 'P01-same-database';
    expect(blocking([finding(id, 'block')], new Map([[id, 'I insist']])).stopping).toHaveLength(1);
  });
});

describe('a command line that is refused', () => {
  it('still names the verb that it was for', () => {
    const asked = (...words: string[]) => verbAskedFor(words, VERBS)?.name;
    expect(asked('migrate', '--bogus')).toBe('migrate');
    expect(asked('--json', 'fixture', 'create', '--size', 'vast')).toBe('fixture create');
    expect(asked('--config', 'plan', '--work-dir', 'status', 'verify')).toBe('verify');
  });

  it('names no verb where it was for none', () => {
    const asked = (...words: string[]) => verbAskedFor(words, VERBS)?.name;
    expect(asked('frobnicate')).toBeUndefined();
    expect(asked('files', 'verify')).toBeUndefined();
    expect(asked('--config', 'verify')).toBeUndefined();
    expect(asked()).toBeUndefined();
  });
});

describe('loading verbs', () => {
  const loaded: string[] = [];
  const watched: NamedVerb[] = VERBS.map((verb) => ({
    ...verb,
    load: () => {
      loaded.push(verb.name);
      return verb.load();
    },
  }));
  const outcomeOf = async (words: readonly string[]) => {
    loaded.length = 0;
    return understand(words, watched, '1.2.3').catch((error: Error) => error.message);
  };

  it('loads a verb under its own name', () => {
    expect(verbs.map(({ name }) => name)).toEqual(VERBS.map(({ name }) => name));
  });

  it('loads only what the words may mean', async () => {
    await outcomeOf(['--json', 'migrate', '--dry-run']);
    expect(loaded).toEqual(['migrate']);
    await outcomeOf(['--config', 'plan', 'verify']);
    expect(loaded).toEqual(['plan', 'verify']);
  });

  it.each([
    '',
    '--help',
    '--version',
    'migrate --help',
    '--help migrate',
    'help verify',
    'migrat',
    'fixture',
    'fixture create --size vast',
    'migrate --bogus',
    'migrate verify',
    'migrate --dry-run --follow',
    '--config migrate',
    '--work-dir plan verify --json',
    'describe source',
  ])('answers "%s" as if all were loaded', async (said) => {
    const words = said.split(' ').filter(Boolean);
    const all = (): unknown => {
      try {
        return parse(...words);
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(await outcomeOf(words)).toEqual(all());
  });
});

describe('interrupts', () => {
  it('are armed in test processes alone', () => {
    expect(armedInterrupts({ GC2PC_TEST_INTERRUPT: 'batch:committed@1' })).toBe(uninterrupted);
    expect(armedInterrupts({ GC2PC_TEST_INTERRUPT: 'no:such@1', NODE_ENV: 'test' })).toBe(uninterrupted);
    expect(armedInterrupts({ GC2PC_TEST_INTERRUPT: 'batch:committed:room:1@2', NODE_ENV: 'test' })).not.toBe(
      uninterrupted,
    );
  });
});
