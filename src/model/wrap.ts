/** Text for a terminal in lines of a width; no word is ever cut, so that paths and hashes can be copied. */

/** @param width characters; only a line that is one longer word exceeds it */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
