/**
 * The file that a message links to. No document states the form of such a link, so every part of it that can be a file's
 * name counts: a link is whole when any of them is in the repository.
 */

const PREFIX = 'ma-filelink:';
/** What no file of Windows has in its name, and what separates the parts of a URL. */
const SEPARATORS = /[\\/?&=:*"<>|#;,]+/;

export interface LinkedFile {
  /** @param names lower case */
  isAmong(names: ReadonlySet<string>): boolean;
}

/** Null for a message that links to no file. */
export function linkedFile(content: string): LinkedFile | null {
  if (!content.startsWith(PREFIX)) return null;
  const link = content.slice(PREFIX.length).toLowerCase();
  return {
    isAmong: (names) => [link, decoded(link)].some((form) => candidates(form).some((part) => names.has(part))),
  };
}

/** The parts as they stand, and the words of each: a text may follow the link. */
function candidates(link: string): string[] {
  const parts = link.split(SEPARATORS).map((part) => part.trim());
  return parts.flatMap((part) => [part, ...part.split(/\s+/)]).filter(Boolean);
}

function decoded(link: string): string {
  try {
    return decodeURIComponent(link);
  } catch {
    return link;
  }
}
