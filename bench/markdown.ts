/** The tables that a reader gets, on the screen and in the documents. */
import type { Measure } from './measure.ts';
import { type Ratio, reaches } from './ratios.ts';
import type { GroupResult, Results } from './results.ts';
import { median, spread } from './statistics.ts';

const MEGABYTE = 1_000_000;
/** Characters. */
const LONGEST_REASON = 300;

export function resultsMarkdown(results: Results): string {
  return [machineLine(results), ...results.groups.map(groupMarkdown)].join('\n\n');
}

function machineLine({ machine, versions }: Results): string {
  const { processor, cores, memoryBytes, system, node, packages } = machine;
  const drivers = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  const memory = `${Math.round(memoryBytes / 1e9)} GB`;
  return `${processor}, ${cores} cores, ${memory}, ${system}; Node ${node}, ${drivers.join(', ')}; ${versions.join('; ')}.`;
}

export function groupMarkdown(group: GroupResult): string {
  const { title, rows, rounds, takenAt, commit } = group;
  const at = `${takenAt.slice(0, 10)}${commit === null ? '' : `, commit ${commit}`}`;
  return [
    `### ${title}`,
    `${number(rows)} messages, medians of ${rounds} round${rounds === 1 ? '' : 's'}, ${at}.`,
    measuresTable(group.measures),
    ...(group.ratios.length === 0 ? [] : [ratiosTable(group.ratios)]),
  ].join('\n\n');
}

function measuresTable(measures: readonly Measure[]): string {
  const lines = measures.map((measure) => {
    const { samples, title, unavailable } = measure;
    const missing = unavailable === null ? '' : `<br>${oneLine(unavailable)}`;
    if (samples.length === 0) return `| ${title}${missing === '' ? '<br>not run' : missing} | | | | | | |`;
    const wall = samples.map(({ wallMs }) => wallMs);
    const rates = samples.map(({ rows, wallMs }) => (rows * 1000) / wallMs);
    const inPhase = samples.flatMap(({ rows, messagesMs }) => (messagesMs ? [(rows * 1000) / messagesMs] : []));
    const peaks = samples.flatMap(({ peakRssBytes }) => peakRssBytes ?? []);
    const cpu = samples.flatMap(({ clientCpuMs }) => clientCpuMs ?? []);
    const cells = [
      `${title}${missing}`,
      (median(wall) / 1000).toFixed(2),
      number(median(rates)),
      inPhase.length === 0 ? '' : number(median(inPhase)),
      `± ${(spread(wall) * 100).toFixed(0)} %`,
      peaks.length === 0 ? '' : (Math.max(...peaks) / MEGABYTE).toFixed(0),
      cpu.length === 0 ? '' : (median(cpu) / 1000).toFixed(1),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| | s | rows/s | rows/s in the phase `messages` | spread | peak MB | client CPU s |',
    '|---|---:|---:|---:|---:|---:|---:|',
    ...lines,
  ].join('\n');
}

function ratiosTable(ratios: readonly Ratio[]): string {
  const lines = ratios.map((ratio) => {
    const { label, quantity, goal, whole, range, phase } = ratio;
    const wanted = goal === null ? '' : `${quantity === 'rate' ? '≥' : '≤'} ${goal}`;
    const cells = [
      label,
      quantity,
      wanted,
      two(whole),
      `${two(range[0])}–${two(range[1])}`,
      phase === null ? '' : two(phase),
      verdict(ratio),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| ratio | of | goal | whole command | rounds | phase `messages` | reached |',
    '|---|---|---:|---:|---:|---:|---|',
    ...lines,
  ].join('\n');
}

function verdict(ratio: Ratio): string {
  if (ratio.goal === null) return '';
  if (reaches(ratio, ratio.whole) === true) return 'yes';
  return reaches(ratio, ratio.phase) === true ? 'in the phase' : 'no';
}

function two(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(value < 0.1 ? 3 : 2);
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('|', '/').slice(0, LONGEST_REASON);
}
