/**
 * `migrate --follow`: one pass after the other until it is told to stop, under one lock. A pass that fails for a passing
 * reason is told and tried again, after longer and longer waits; anything else ends it. It says after each pass how far
 * behind the source it is, and keeps that in the journal for `status`.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { duration, grouped } from '#src/console/numbers.ts';
import type { FollowFacts } from '#src/journal/runs.ts';
import { type Delta, DeltaCount } from '#src/load/delta.ts';
import { Stopped as LoadStopped } from '#src/load/errors.ts';
import { MigrationSession } from '#src/load/migration-session.ts';
import type { MigrationRequest, MigrationResult } from '#src/load/request.ts';
import { runFollowedPass, startSession } from '#src/load/run-migration.ts';
import { type ExitName, OperatorError } from '#src/model/errors.ts';
import type { Finding } from '#src/model/finding.ts';
import type { RoomPlan } from '#src/model/plan.ts';
import { silent } from '#src/model/progress.ts';
import { isTransient } from '#src/model/transient.ts';
import type { CheckOutcome } from '#src/preflight/check.ts';
import { RULE_VERSION } from '#src/transform/rule-version.ts';
import { Stopped } from './command-errors.ts';
import { deltaText } from './delta-text.ts';
import { giveBack } from './give-back.ts';
import type { MessageWay } from './message-way.ts';
import { migratePass } from './migrate-pass.ts';
import { Resources, withResources } from './resources.ts';
import type { Told, Unchanged } from './unchanged-pass.ts';
import type { VerbContext } from './verb.ts';

const NOTHING = new DeltaCount().delta;

/** Between two tries, seconds: the interval at first, twice as long each time, and never longer than this. */
const LONGEST_WAIT_SECONDS = 600;

/** What is kept of a pass: its plan is let go of before the next one is made. */
export interface PassEnd {
  readonly result: Told & Partial<MigrationResult>;
  /** Null when nothing had to travel. */
  readonly way: MessageWay | null;
  readonly findings: readonly Finding[];
  readonly checks: readonly CheckOutcome[];
}

export interface Followed {
  /** The last pass that came to an end, complete or stopped; null when none did. */
  readonly last: PassEnd | null;
  /** Findings of the last pass when it was blocked, else null. */
  readonly blocked: readonly Finding[] | null;
  readonly facts: FollowFacts;
  /** Of all passes. */
  readonly delta: Delta;
  /** `interrupted` when no pass was complete, or the last one left something half done. */
  readonly exit: ExitName;
}

export async function follow(context: VerbContext): Promise<Followed> {
  const follower = new Follower(context);
  try {
    return await follower.toTheEnd();
  } finally {
    await follower.close();
  }
}

class Follower {
  readonly #context: VerbContext;
  /** For the lock, the chain and the note of the run, which outlive every pass. */
  readonly #resources = new Resources();
  #session: MigrationSession | null = null;
  #last: PassEnd | null = null;
  #blocked: readonly Finding[] | null = null;
  readonly #delta = new DeltaCount();
  #facts: FollowFacts;
  #halfDone = false;
  #failures = 0;
  #exit: ExitName = 'unexpected';

  constructor(context: VerbContext) {
    this.#context = context;
    const { intervalSeconds } = context.configuration.follow;
    this.#facts = { intervalSeconds, passes: 0, copiedUntil: null, messagesBehind: null, trouble: null };
  }

  async toTheEnd(): Promise<Followed> {
    try {
      for (;;) {
        await this.#tryOnce();
        if (this.#isOver()) break;
        giveBack();
        await this.#wait();
        if (this.#isOver()) break;
      }
    } catch (error) {
      if (error instanceof OperatorError) this.#exit = error.exit;
      throw error;
    }
    this.#exit = this.#exitOf();
    const delta = this.#delta.delta;
    return { last: this.#last, blocked: this.#blocked, facts: this.#facts, delta, exit: this.#exit };
  }

  async close(): Promise<void> {
    await this.#session?.close(this.#exit);
    await this.#resources.close();
  }

  /** What blocks the first pass is for the operator; what blocks a later one may be half of a change in the source. */
  #isOver(): boolean {
    return this.#context.stop.aborted || (this.#blocked !== null && this.#facts.passes === 0);
  }

  #exitOf(): ExitName {
    if (this.#blocked !== null) return 'blocked';
    if (this.#facts.passes === 0 || this.#halfDone) return 'interrupted';
    return this.#last?.result.exit === 'rejects' ? 'rejects' : 'done';
  }

  async #tryOnce(): Promise<void> {
    try {
      await this.#pass();
      this.#failures = 0;
    } catch (error) {
      if (error instanceof Stopped && this.#facts.passes > 0) return;
      // What cannot be reached at the very first is a mistake in the configuration more often than not.
      if (this.#facts.passes === 0 || this.#session === null || !isPassing(error)) throw error;
      this.#failures += 1;
      await this.#tellTrouble(error as OperatorError);
    }
  }

  async #pass(): Promise<void> {
    const { context, beganAt } = { context: this.#quiet(), beganAt: this.#context.now() };
    await withResources(async (resources) => {
      const pass = await migratePass(context, resources, (request) => this.#run(request));
      if (pass.ended === 'unchanged') return this.#nothingToDo(resources, beganAt, pass.unchanged);
      const { findings, checks, source, plan } = pass.prepared;
      this.#blocked = pass.ended === 'blocked' ? findings : null;
      if (pass.ended === 'blocked') return this.#tellBlock(pass.verdict.stopping);
      const { result, way } = pass;
      this.#last = { result, way, findings, checks };
      this.#delta.merge(result.delta);
      this.#halfDone = result.exit === 'interrupted';
      if (!this.#halfDone) await this.#complete(beganAt, behind(plan.rooms, await source.bounds()), result.delta);
    });
  }

  async #nothingToDo(resources: Resources, beganAt: number, { told, findings }: Unchanged): Promise<void> {
    this.#last ??= { result: told, way: null, findings, checks: [] };
    if (this.#session === null) {
      const { world, configuration, runId, now } = this.#context;
      const target = await (await resources.open(world.targetReader())).identity();
      this.#session = await MigrationSession.open({
        runId,
        target,
        journal: await this.#resources.open(world.journal()),
        workDir: configuration.workDir,
        recorded: [],
        locked: async () => {},
        begun: async ({ audit }) => {
          await audit.append('migrate:started', { runId, planHash: told.planHash, ruleVersion: RULE_VERSION }, now());
        },
        now,
      });
    }
    await this.#complete(beganAt, 0, NOTHING);
  }

  async #complete(beganAt: number, messagesBehind: number, delta: Delta): Promise<void> {
    const passes = this.#facts.passes + 1;
    this.#blocked = null;
    this.#halfDone = false;
    await this.#note({ ...this.#facts, passes, copiedUntil: beganAt, messagesBehind, trouble: null });
    this.#tell(delta);
  }

  async #run(request: MigrationRequest): Promise<MigrationResult> {
    if (this.#session === null) {
      const journal = await this.#resources.open(this.#context.world.journal());
      this.#session = await startSession({ ...request, journal });
    } else if (this.#halfDone) await this.#session.reopen();
    // Until it has come to its end: a connection may be lost in the middle.
    this.#halfDone = true;
    return runFollowedPass(this.#session, request);
  }

  /** The first pass may take a night and is shown; those that follow are told in one line each. */
  #quiet(): VerbContext {
    return this.#facts.passes === 0 ? this.#context : { ...this.#context, progress: silent };
  }

  async #wait(): Promise<void> {
    const { intervalSeconds } = this.#facts;
    const seconds = Math.max(
      intervalSeconds,
      Math.min(LONGEST_WAIT_SECONDS, intervalSeconds * 2 ** Math.max(0, this.#failures - 1)),
    );
    await delay(seconds * 1_000, undefined, { signal: this.#context.stop }).catch(() => {});
  }

  async #note(facts: FollowFacts): Promise<void> {
    this.#facts = facts;
    await this.#session?.run.follow(facts);
  }

  #tell(delta: Delta): void {
    const { passes, copiedUntil, messagesBehind } = this.#facts;
    const took = duration(this.#context.now() - (copiedUntil ?? 0));
    const left =
      messagesBehind === 0 ? 'nothing has come since' : `${grouped(messagesBehind ?? 0)} messages behind at most`;
    this.#context.tell(`Pass ${grouped(passes)}, ${took}: ${deltaText(delta)}; ${left}.`);
  }

  async #tellBlock(stopping: readonly Finding[]): Promise<void> {
    if (this.#facts.passes === 0) return;
    const trouble = `blocked by ${[...new Set(stopping.map(({ id }) => id))].join(', ')}`;
    await this.#note({ ...this.#facts, trouble });
    this.#context.tell(`A pass was ${trouble}; nothing was written, and it will be tried again.`);
  }

  async #tellTrouble(error: OperatorError): Promise<void> {
    // The journal may be what cannot be reached.
    await this.#note({ ...this.#facts, trouble: error.message }).catch(() => {});
    const since = duration(this.#context.now() - (this.#facts.copiedUntil ?? 0));
    this.#context.tell(
      `A pass failed, and will be tried again: ${error.message} The last complete one began ${since} ago.`,
    );
  }
}

function isPassing(error: unknown): boolean {
  if (error instanceof LoadStopped) return false;
  return isTransient(error) || (error instanceof OperatorError && error.exit === 'unreachable');
}

/** Upper bound of the messages that came after the plan was made; chatIds may have gaps. */
function behind(
  rooms: readonly RoomPlan[],
  now: readonly { readonly channelId: number; readonly firstChatId: bigint; readonly lastChatId: bigint }[],
): number {
  const known = new Map(rooms.map((room) => [room.channelId, room.bounds?.lastChatId ?? null]));
  let messages = 0n;
  for (const { channelId, firstChatId, lastChatId } of now) {
    const last = known.get(channelId) ?? firstChatId - 1n;
    if (lastChatId > last) messages += lastChatId - last;
  }
  return Number(messages);
}
