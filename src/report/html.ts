/** Text into HTML. Everything that comes from a database passes through `escaped`. */

/** Also shows control and direction characters as a dot, so that a name cannot rearrange the page. */
export function escaped(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to go
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '·')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;')
  );
}

export interface HtmlColumn {
  readonly title: string;
  readonly numeric?: boolean;
}

/** Rows that come as one piece: a table has thousands, and as one text they take several times their memory. */
const PIECE_ROWS = 200;

/** In pieces. Cells are HTML already. */
export function* htmlTable(columns: readonly HtmlColumn[], rows: Iterable<readonly string[]>): Generator<string> {
  const head = columns.map(({ title, numeric }) => `<th${numeric ? ' class="n"' : ''}>${escaped(title)}</th>`).join('');
  yield `<table><thead><tr>${head}</tr></thead><tbody>\n`;
  let some: string[] = [];
  for (const row of rows) {
    some.push(
      `<tr>${row.map((cell, at) => `<td${columns[at]?.numeric ? ' class="n"' : ''}>${cell}</td>`).join('')}</tr>\n`,
    );
    if (some.length < PIECE_ROWS) continue;
    yield some.join('');
    some = [];
  }
  yield `${some.join('')}</tbody></table>`;
}

export function* mapped<T, R>(items: Iterable<T>, make: (item: T) => R): Generator<R> {
  for (const item of items) yield make(item);
}

/** In pieces. */
export function* section(title: string, content: Iterable<string>): Generator<string> {
  yield `<section><h2>${escaped(title)}</h2>\n`;
  yield* content;
  yield '\n</section>\n';
}

export function grouped(value: number): string {
  return value.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ' ');
}

/** `12.3 s`, `4 min 5 s`, `2 h 3 min` */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
