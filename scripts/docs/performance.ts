/** docs/performance.md: its text is written by hand, its figures are those of bench/results. */
import { existsSync, readFileSync } from 'node:fs';
import { extrapolationMarkdown } from '#bench/extrapolation.ts';
import { resultsMarkdown } from '#bench/markdown.ts';
import type { Results } from '#bench/results.ts';
import { TIERS, type TierName } from '#bench/tier.ts';

const FILE = 'docs/performance.md';

/** The file as it is, with every block between `<!-- figures: TIER -->` and `<!-- end -->` made anew. */
export function performanceDocument(): string {
  const text = existsSync(FILE) ? readFileSync(FILE, 'utf8').replaceAll('\r\n', '\n') : '';
  return TIERS.reduce((document, tier) => withBlock(document, tier), text);
}

/** @throws Error when the document has lost the block */
function withBlock(document: string, tier: TierName): string {
  const [begin, end] = [`<!-- figures: ${tier} -->\n`, '<!-- end -->'];
  const from = document.indexOf(begin);
  const to = document.indexOf(end, from);
  if (from === -1 || to === -1) throw new Error(`${FILE} has no block of figures for the tier ${tier}`);
  return `${document.slice(0, from + begin.length)}${block(tier)}${document.slice(to)}`;
}

function block(tier: TierName): string {
  const file = `bench/results/${tier}.json`;
  if (!existsSync(file)) return `\nNot measured yet.\n\n`;
  const results = JSON.parse(readFileSync(file, 'utf8')) as Results;
  const extrapolated = extrapolationMarkdown(results);
  const parts = [resultsMarkdown(results), ...(extrapolated === '' ? [] : ['### Extrapolated', extrapolated])];
  return `\n${parts.join('\n\n')}\n\n`;
}
