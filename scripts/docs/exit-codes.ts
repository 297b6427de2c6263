/** docs/exit-codes.md: every exit code, and every error that ends a run with it. */
import { globSync, readFileSync } from 'node:fs';
import { EXIT, type ExitName } from '#src/model/errors.ts';

interface ErrorClass {
  readonly code: string;
  readonly exit: ExitName;
  readonly meaning: string;
}

const CLASS = /^export class (\w+) extends \w+[^{]*\{([\s\S]*?)^\}/gm;
const COMMENT_AT_END = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*$/;

export function exitCodesDocument(): string {
  const classes = errorClasses();
  const sections = (Object.keys(EXIT) as ExitName[]).map((name) => {
    const { code, meaning } = EXIT[name];
    const rows = classes.filter((each) => each.exit === name).map((each) => `| \`${each.code}\` | ${each.meaning} |`);
    const table = rows.length === 0 ? '' : `\n| error | when |\n|---|---|\n${rows.join('\n')}\n`;
    return `## ${code}: ${meaning}\n${table}`;
  });
  return `# Exit codes

Generated from the code by \`npm run check:docs -- --write\`. Codes and error names are stable; scripts may rely on them.
With \`--json\` the error stands in \`error: {code, message, hint}\` and as the first of \`findings\`, and
\`nextSteps\` names the commands that help, where commands do; without it they stand on stderr after \`next:\`.

${sections.join('\n')}`;
}

function errorClasses(): ErrorClass[] {
  const found: ErrorClass[] = [];
  for (const file of globSync('src/**/*.ts').toSorted()) {
    const text = readFileSync(file, 'utf8');
    for (const match of text.matchAll(CLASS)) {
      const body = match[2] ?? '';
      const code = /code(?:: string)? = '([A-Z0-9_]+)'/.exec(body)?.[1];
      const exit = /exit(?:: ExitName)? = '(\w+)'/.exec(body)?.[1] as ExitName | undefined;
      if (code === undefined || exit === undefined) continue;
      const comment = COMMENT_AT_END.exec(text.slice(0, match.index))?.[1] ?? '';
      if (comment === '') throw new Error(`${file}: ${match[1]} says in no comment when it is thrown`);
      found.push({ code, exit, meaning: firstSentence(comment) });
    }
  }
  return found.toSorted((a, b) => a.code.localeCompare(b.code));
}

function firstSentence(comment: string): string {
  const text = comment
    .replace(/^\s*\*\s?/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
  return (/^.*?[.](?=\s|$)/.exec(text)?.[0] ?? text).replaceAll('|', '\\|');
}
