/** A horizontal bar chart as inline SVG: readable without script, in print, and by a screen reader. */
import { escaped } from './html.ts';

export interface Bar {
  readonly label: string;
  /** Not negative. */
  readonly value: number;
  /** What is written at its end, with the unit. */
  readonly text: string;
}

const WIDTH = 760;
const LABEL_WIDTH = 170;
const TEXT_WIDTH = 130;
const ROW_HEIGHT = 26;
const BAR_HEIGHT = 16;
/** A value above zero stays visible, pixels. */
const LEAST_WIDTH = 2;

export function barChart(title: string, bars: readonly Bar[]): string {
  const highest = Math.max(...bars.map((bar) => bar.value), 0);
  const room = WIDTH - LABEL_WIDTH - TEXT_WIDTH;
  const rows = bars.map((bar, at) => {
    const width = highest === 0 ? 0 : Math.max(bar.value > 0 ? LEAST_WIDTH : 0, (bar.value / highest) * room);
    const y = at * ROW_HEIGHT;
    const middle = y + ROW_HEIGHT / 2 + 4;
    return [
      `<text x="${LABEL_WIDTH - 8}" y="${middle}" text-anchor="end">${escaped(bar.label)}</text>`,
      `<rect x="${LABEL_WIDTH}" y="${y + (ROW_HEIGHT - BAR_HEIGHT) / 2}" width="${width.toFixed(1)}" height="${BAR_HEIGHT}" rx="2"/>`,
      `<text x="${(LABEL_WIDTH + width + 6).toFixed(1)}" y="${middle}">${escaped(bar.text)}</text>`,
    ].join('');
  });
  const height = bars.length * ROW_HEIGHT;
  const spoken = bars.map((bar) => `${bar.label} ${bar.text}`).join(', ');
  return `<figure><figcaption>${escaped(title)}</figcaption><svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(`${title}: ${spoken}`)}">${rows.join('\n')}</svg></figure>`;
}
