/**
 * What the plan will take on the target, reckoned within seconds: planned rows measured whole, messages and pass-through rows
 * by a bounded sample, their numbers from the server's catalogue where it knows them.
 */
import { Deadline } from '#src/estimate/deadline.ts';
import { sampleMessages } from '#src/estimate/sample-messages.ts';
import { type SpaceEstimate, spaceOnTarget } from '#src/estimate/space.ts';
import type { SpaceNeeded } from '#src/preflight/facts.ts';
import type { PreparedPlan } from './prepare-plan.ts';
import { messageSize, REAL_CLOCK, rowsOfSource, sampledTables } from './target-sizes.ts';
import type { VerbContext } from './verb.ts';

/** Of all sampling together, milliseconds: pre-flight has time, a load that is about to begin has little. */
export const SAMPLING_MS = { preflight: 2_000, migrate: 300 } as const;
const TABLES_SHARE = 0.5;
const PAGE = { rows: 500, bytes: 1 << 20 } as const;

export async function spaceNeeded(
  context: VerbContext,
  prepared: PreparedPlan,
  budgetMs: number,
): Promise<SpaceNeeded> {
  const { plan, source } = prepared;
  const { concurrency, batchRows, batchBytes } = context.configuration.load;
  const clock = REAL_CLOCK;
  const tables = await sampledTables(context, prepared, new Deadline(clock, budgetMs * TABLES_SHARE));
  const { messages, exact } = await messagesOf(context, prepared);
  const sample = await sampleMessages({
    source,
    plan,
    concurrency: Math.min(concurrency, 4),
    messages,
    limits: PAGE,
    budgetMs: budgetMs * (1 - TABLES_SHARE),
    clock,
    stop: context.stop,
  });
  const sizes = [...tables.map(({ size }) => size), messageSize(sample, messages)];
  // The model decides upon the log alone.
  const space = spaceOnTarget(sizes, { recoveryModel: null, concurrency, batchRows, batchBytes });
  return {
    ...inFiles(space),
    from: `${exact ? '' : 'at most '}${messages} messages${sample.read === 0 ? ', none of them sampled' : ''}`,
  };
}

/** Data and indexes: the log may lie on another volume. */
function inFiles({ data, index }: SpaceEstimate): Pick<SpaceNeeded, 'likelyBytes' | 'mostBytes'> {
  return {
    likelyBytes: BigInt(Math.ceil(data.likely + index.likely)),
    mostBytes: BigInt(Math.ceil(data.high + index.high)),
  };
}

/** From the catalogue; where it does not count, no more than the IDs of each room leave room for. */
async function messagesOf(context: VerbContext, { plan }: PreparedPlan) {
  const rooms = plan.rooms.filter(({ bounds, left }) => bounds !== null && left === null);
  const most = rooms.reduce((sum, { bounds }) => {
    return bounds === null ? sum : sum + Number(bounds.lastChatId - bounds.firstChatId) + 1;
  }, 0);
  const counted = (await rowsOfSource(context)).get('tblChat') ?? null;
  return { messages: Math.min(most, counted ?? most), exact: counted !== null };
}
