/** Commands that gc2pc names are ones that work where they are read, in next steps and in hints alike. */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { documentOf, failure } from '#src/commands/document.ts';
import { pieces } from '#src/commands/json-file.ts';
import { type Chosen, helpToType, hintToType, NOTHING_CHOSEN, runnable } from '#src/commands/typed-commands.ts';
import { VERBS } from '#src/commands/verbs.ts';
import { LockHeld } from '#src/journal/errors.ts';

const OLD_POOL: Chosen = { config: null, workDir: 'D:\\old pool', acknowledged: new Map([['S03', 'seen by Ann']]) };

describe('a further command', () => {
  it('says again what was acknowledged, where the verb can be told', () => {
    const again = 'npm run --silent gc2pc -- migrate --work-dir "D:\\\\old pool" --acknowledge "S03=seen by Ann"';
    expect(runnable('gc2pc migrate', OLD_POOL)).toBe(again);
    expect(runnable('gc2pc migrate --dry-run', OLD_POOL)).toContain('--acknowledge');
    expect(runnable('gc2pc cutover --watch-start', OLD_POOL)).not.toContain('--acknowledge');
    expect(runnable('gc2pc verify', OLD_POOL)).toBe('npm run --silent gc2pc -- verify --work-dir "D:\\\\old pool"');
  });

  it('keeps a word whole that a shell would read otherwise', () => {
    const chosen = { ...NOTHING_CHOSEN, config: 'C$:/Grüße an`alle`.yaml' };
    expect(runnable('gc2pc plan', chosen)).toBe("npm run --silent gc2pc -- plan --config 'C$:/Grüße an`alle`.yaml'");
  });
});

describe('a help text', () => {
  it('begins with what is typed', () => {
    expect(helpToType('Usage: gc2pc migrate [options]\n\nloads …')).toBe(
      'Usage: npm run --silent gc2pc -- migrate [options]\n\nloads …',
    );
  });
});

describe('a hint', () => {
  it('names commands as they are typed, for the same migration', () => {
    const chosen = { ...NOTHING_CHOSEN, workDir: 'weekend' };
    expect(hintToType('Run "gc2pc migrate" to its end, then `gc2pc verify --repair`.', chosen)).toBe(
      'Run `npm run --silent gc2pc -- migrate --work-dir weekend` to its end, then `npm run --silent gc2pc -- verify --repair --work-dir weekend`.',
    );
    expect(hintToType('See "gc2pc --help" and "gc2pc VERB --help".', chosen)).toBe(
      'See `npm run --silent gc2pc -- --help` and `npm run --silent gc2pc -- VERB --help`.',
    );
  });

  it('is left alone where gc2pc is the subject', () => {
    const hint = 'Report this: gc2pc pages every search. "gc2pc pages" is no verb.';
    expect(hintToType(hint, NOTHING_CHOSEN)).toBe(hint);
  });

  it('is made so in the JSON document, while names that look alike are not touched', () => {
    const error = new LockHeld({ host: 'admin-1', pid: 17 }, new Date(0));
    const outcome = failure({ verb: 'migrate' }, error);
    const named = { ...outcome, data: { ...outcome.data, changes: [{ legacyName: 'How to "gc2pc plan"' }] } };
    const facts = { verb: 'migrate', runId: 'r', durationMs: 1 };
    const text = [...pieces(documentOf(facts, named), (hint) => hintToType(hint, NOTHING_CHOSEN))].join('');
    const document = JSON.parse(text) as { findings: { hint: string }[]; error: { hint: string }; changes: unknown };
    expect(document.findings[0]?.hint).toContain('`npm run --silent gc2pc -- status`');
    expect(document.error.hint).toContain('`npm run --silent gc2pc -- status`');
    expect(document.changes).toEqual([{ legacyName: 'How to "gc2pc plan"' }]);
  });

  it('writes every command in a form that is recognised', () => {
    const verbs = [...new Set(VERBS.map(({ name }) => name.split(' ')[0]))].join('|');
    const bare = new RegExp(`(?<!["'\`\\w])gc2pc (?:${verbs})\\b`);
    const unquoted = globSync('{src,fixtures}/**/*.ts').flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => /^\s*(?:\/\/|\/?\*)/.test(line) === false && bare.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
    expect(unquoted).toEqual([]);
  });
});
