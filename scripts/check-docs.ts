/**
 * Fails when a generated document is not what the code says, when a link between documents leads nowhere, or when
 * ARCHITECTURE.md outgrows its two pages. Usage: npm run check:docs [-- --write]
 */
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cliDocument } from './docs/cli.ts';
import { configurationDocument } from './docs/configuration.ts';
import { exitCodesDocument } from './docs/exit-codes.ts';
import { mappingDocument } from './docs/mapping.ts';
import { performanceDocument } from './docs/performance.ts';
import { preflightDocument } from './docs/preflight.ts';

const GENERATED: Readonly<Record<string, () => string>> = {
  'docs/exit-codes.md': exitCodesDocument,
  'docs/cli.md': cliDocument,
  'docs/configuration.md': configurationDocument,
  'docs/mapping.md': mappingDocument,
  'docs/performance.md': performanceDocument,
  'docs/preflight.md': preflightDocument,
};
/** Two printed pages. */
const ARCHITECTURE_LINES = 120;
/** One printed page. */
const DECISION_LINES = 60;
const LINK = /\]\((?!https?:|mailto:|#)([^)\s#]+)(?:#[^)]*)?\)/g;

const write = process.argv.includes('--write');
const wrong: string[] = [];
for (const [file, make] of Object.entries(GENERATED)) {
  const text = make();
  const there = existsSync(file) ? readFileSync(file, 'utf8').replaceAll('\r\n', '\n') : '';
  if (there === text) continue;
  if (write) writeFileSync(file, text);
  else wrong.push(`${file} is not what the code says; run npm run check:docs -- --write`);
}
const documents = ['README.md', 'ARCHITECTURE.md', 'DEVELOPERS.md', 'CHANGELOG.md', ...globSync('docs/**/*.md')];
for (const file of documents) {
  const text = readFileSync(file, 'utf8');
  for (const [, target = ''] of text.matchAll(LINK)) {
    if (!existsSync(join(dirname(file), target))) wrong.push(`${file} links to ${target}, which does not exist`);
  }
  const most = file === 'ARCHITECTURE.md' ? ARCHITECTURE_LINES : file.includes('decisions') ? DECISION_LINES : Infinity;
  if (text.split('\n').length > most) wrong.push(`${file} is longer than ${most} lines`);
}
if (wrong.length > 0) {
  console.error(wrong.join('\n'));
  process.exit(1);
}
console.log(`documents agree with the code: ${documents.length} files`);
