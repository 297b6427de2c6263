/** Text tables for the terminal: two spaces between columns, numbers to the right, long cells cut to fit. */

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Widest that the column may grow, characters. */
  readonly max?: number;
}

/** Shape: one string of lines without a trailing newline. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => columns.map((column, at) => cut(oneLine(row[at] ?? ''), column.max)));
  const widths = columns.map((column, at) =>
    Math.max(column.title.length, ...cells.map((row) => (row[at] ?? '').length)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) =>
        columns[at]?.align === 'right' ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width));
  return [line(columns.map((column) => column.title)), line(rule), ...cells.map(line)].join('\n');
}

/** Control characters would move the cursor of whoever reads it; they are shown as a dot. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to go
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '·');
}

function cut(text: string, max: number | undefined): string {
  return max === undefined || text.length <= max ? text : `${text.slice(0, max - 1).trimEnd()}…`;
}
