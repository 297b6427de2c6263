import { describe, expect, it } from 'vitest';
import { blocking } from '#src/commands/acknowledgements.ts';
import { parseCommandLine, verbNamedIn } from '#src/commands/command-line.ts';
import { documentOf, toJson } from '#src/commands/document.ts';
import { armedInterrupts } from '#src/commands/interrupt-arming.ts';
import type { Verb } from '#src/commands/verb.ts';
import { VERBS } from '#src/commands/verbs.ts';
import type { Finding, Severity } from '#src/model/finding.ts';
import { uninterrupted } from '#src/model/interrupts.ts';

const parse = (...words: string[]) => parseCommandLine(words, VERBS, '1.2.3');

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

  it('refuses options that a verb says cannot be combined', () => {
    const verb = { ...VERBS[0], refuses: () => 'These two cannot be combined.' } as Verb;
    expect(() => parseCommandLine(['init'], [verb], '1')).toThrow('These two cannot be combined.');
  });
});

describe('the document', () => {
  it('has the fields of every verb, and loses no digit of a big number', () => {
    const outcome = {
      exit: 'rejects',
      findings: [],
      nextSteps: ['x'],
      data: { n: 2n ** 60n, m: 5n },
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
    expect(verbNamedIn(['migrate', '--bogus'], VERBS)).toBe('migrate');
    expect(verbNamedIn(['--json', 'fixture', 'create', '--size', 'vast'], VERBS)).toBe('fixture create');
    expect(verbNamedIn(['frobnicate'], VERBS)).toBe(null);
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
