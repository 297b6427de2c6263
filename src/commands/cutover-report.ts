/** What a report tells of a cut-over: its timeline, the gap, the before-image. Read from the cut-over's own journal. */
import { latestAttempt } from '#src/cutover/attempt.ts';
import { type JournalLine, readJournal } from '#src/cutover/journal-file.ts';
import type { ReportData } from '#src/report/report-data.ts';

type Part = Pick<ReportData, 'facts' | 'lists'> & { readonly isFinished: boolean };

const TOLD: Readonly<Record<string, (line: JournalLine) => string>> = {
  'cutover:approved': (line) => `plan ${short(line.detail.planHash)} approved`,
  'fence:raised': () => 'source closed to writes',
  'fence:delta': (line) => String(line.detail.message),
  'image:saved': (line) => `before-image ${String(line.detail.sha256)}`,
  'user:gone': () => 'the well-known user is gone',
  'endpoint:seen': (line) => `endpoint ${String(line.detail.dn)}`,
  'gap:closed': (line) => `gap closed after ${Number(line.detail.gapMs) / 1000} s`,
  'step:failed': (line) => `failed: ${String(line.detail.message)}`,
  'cutover:finished': () => 'cut-over finished',
  'rollback:approved': (line) => `way back ${short(line.detail.planHash)} approved`,
  'user:restored': (line) => `user restored (${String(line.detail.way)})`,
  'undo:failed': (line) => `undo failed: ${String(line.detail.message)}`,
  'rollback:finished': () => 'rollback finished',
};

/** Nothing where no cut-over was ever begun. */
export function cutoverReport(folder: string): Part {
  const lines = readJournal(folder);
  if (lines.length === 0) return { facts: [], lists: [], isFinished: false };
  const { status, gapMs, image, number } = latestAttempt(lines);
  const facts: [string, string][] = [
    ['Cut-over', `${status}, attempt ${number}`],
    ['Gap', gapMs === null ? 'not closed' : `${(gapMs / 1000).toFixed(2)} s without sign-in`],
    ['Before-image (SHA-256)', image?.sha256 ?? 'none'],
  ];
  const timeline = lines.flatMap((line) => {
    const tell = TOLD[line.event];
    return tell === undefined ? [] : [`${new Date(line.at).toISOString()} ${line.who}: ${tell(line)}`];
  });
  const lists = [{ title: 'Timeline of the cut-over', lines: timeline }];
  return { facts, lists, isFinished: status === 'finished' };
}

function short(hash: unknown): string {
  return String(hash).slice(0, 12);
}
