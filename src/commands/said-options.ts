/** Options as they were given, for a command that is to be given again. */
import type { VerbOption } from './verb.ts';

/**
 * ` --messages 500`, with a space before each; empty where every option has its default.
 * @param given by the names that the command line gives them
 */
export function saidOptions(options: readonly VerbOption[], given: Readonly<Record<string, unknown>>): string {
  return options
    .map(({ flags, default: otherwise }) => {
      const [flag = '', argument] = flags.split(' ');
      const value = given[camelCase(flag.slice(2))];
      if (value === undefined || value === false || value === otherwise) return '';
      return argument === undefined ? ` ${flag}` : ` ${flag} ${String(value)}`;
    })
    .join('');
}

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
