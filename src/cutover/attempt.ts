/** What the journal says about the latest attempt. The world is asked whether it is still so. */
import type { FenceMark } from './fence-port.ts';
import type { SavedImage } from './image-files.ts';
import type { JournalLine } from './journal-file.ts';

export interface Attempt {
  /** 1 for the first; 0 where none was ever begun. */
  readonly number: number;
  readonly status: 'none' | 'running' | 'finished' | 'rolling-back' | 'rolled-back';
  readonly planHash: string | null;
  readonly rollbackHash: string | null;
  readonly user: { readonly guid: string; readonly dn: string; readonly uri: string } | null;
  /** What the user was when the plan was approved. */
  readonly userDigest: string | null;
  readonly image: (SavedImage & { readonly digest: string }) | null;
  readonly fence: (FenceMark & { readonly prevents?: boolean }) | null;
  readonly delta: Readonly<Record<string, unknown>> | null;
  readonly endpointGuid: string | null;
  readonly recreatedGuid: string | null;
  readonly userGoneAt: number | null;
  /** User gone to endpoint confirmed, milliseconds. */
  readonly gapMs: number | null;
  readonly confirmed: ReadonlySet<string>;
  readonly undone: ReadonlySet<string>;
}

export function latestAttempt(lines: readonly JournalLine[]): Attempt {
  const number = lines.at(-1)?.attempt ?? 0;
  const own = lines.filter((line) => line.attempt === number);
  const last = (event: string): JournalLine | undefined => own.findLast((line) => line.event === event);
  const detail = <T>(event: string): T | null => (last(event)?.detail as T | undefined) ?? null;
  const stepsWith = (event: string): Set<string> =>
    new Set(own.filter((line) => line.event === event).map((line) => line.step ?? ''));
  return {
    number,
    status: statusOf(number, own),
    planHash: detail<{ planHash: string }>('cutover:approved')?.planHash ?? null,
    rollbackHash: detail<{ planHash: string }>('rollback:approved')?.planHash ?? null,
    user: detail('cutover:approved') === null ? null : (last('cutover:approved')?.detail.user as Attempt['user']),
    userDigest: detail<{ userDigest: string }>('cutover:approved')?.userDigest ?? null,
    image: detail('image:saved'),
    fence: detail('fence:raised'),
    delta: detail('fence:delta'),
    endpointGuid: detail<{ guid: string }>('endpoint:seen')?.guid ?? null,
    recreatedGuid: detail<{ guid: string }>('restore:re-created')?.guid ?? null,
    userGoneAt: (last('user:gone')?.detail.since as number | undefined) ?? last('user:gone')?.at ?? null,
    gapMs: detail<{ gapMs: number }>('gap:closed')?.gapMs ?? null,
    confirmed: stepsWith('step:done'),
    undone: stepsWith('undo:done'),
  };
}

function statusOf(number: number, own: readonly JournalLine[]): Attempt['status'] {
  if (number === 0) return 'none';
  for (const { event } of own.toReversed()) {
    if (event === 'rollback:finished') return 'rolled-back';
    if (event === 'rollback:approved') return 'rolling-back';
    if (event === 'cutover:finished') return 'finished';
    if (event === 'cutover:approved') return 'running';
  }
  return 'none';
}

/** An attempt that runs goes on under its number; after an end, the next one begins. */
export function attemptNumberOfNext(attempt: Attempt): number {
  return attempt.status === 'running' ? attempt.number : attempt.number + 1;
}
