/** The last fence against secrets: whatever text is about to leave the process, none of the known ones is in it. */

const HIDDEN = '[secret]';
/** Shorter secrets would turn ordinary words into blanks. */
const SHORTEST = 4;

export type Scrub = (text: string) => string;

export function scrubber(secrets: Iterable<string>): Scrub {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret.length < SHORTEST) continue;
    forms.add(secret);
    forms.add(encodeURIComponent(secret));
    forms.add(JSON.stringify(secret).slice(1, -1));
  }
  const longestFirst = [...forms].toSorted((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((rest, form) => rest.replaceAll(form, HIDDEN), text);
}
