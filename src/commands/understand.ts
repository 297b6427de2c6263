/** From words to a verb, of which no more are loaded than the words may mean. */
import { UsageRefused } from './command-errors.ts';
import { type CommandLine, parseCommandLine, verbsNamedIn } from './command-line.ts';
import { loadVerbs, type NamedVerb } from './verbs.ts';

/**
 * The same as with all verbs at hand: words that run a verb name it, and what helps or refuses is told by all of them.
 * @throws UsageRefused
 */
export async function understand(
  words: readonly string[],
  verbs: readonly NamedVerb[],
  version: string,
): Promise<CommandLine> {
  const named = verbsNamedIn(words, verbs);
  const line = named.length === 0 ? null : verbLine(words, await loadVerbs(named), version);
  return line ?? parseCommandLine(words, await loadVerbs(verbs), version);
}

function verbLine(...of: Parameters<typeof parseCommandLine>): CommandLine | null {
  try {
    const line = parseCommandLine(...of);
    return line.kind === 'verb' ? line : null;
  } catch (error) {
    if (error instanceof UsageRefused) return null;
    throw error;
  }
}
