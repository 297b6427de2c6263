/** Builds a documented 2010 database with data and an empty 2013 database at the configured addresses. */
import { createFixture, type FixtureSummary } from '#fixtures/create-fixture.ts';
import { FIXTURE_SIZES, type FixtureSize } from '#fixtures/shape.ts';
import { VARIANTS, type VariantName } from '#fixtures/variant.ts';
import { grouped } from '#src/console/numbers.ts';
import { table } from '#src/console/table.ts';
import { withResources } from './resources.ts';
import type { Verb, VerbContext, VerbOption } from './verb.ts';

export const SIZE_OPTIONS: readonly VerbOption[] = [
  { flags: '--size <size>', description: 'how much, and how odd', choices: FIXTURE_SIZES, default: 'small' },
  {
    flags: '--scale <factor>',
    description: 'multiplies every count (default: 1)',
    number: { min: 0.0001, max: 10_000 },
  },
  {
    flags: '--seed <number>',
    description: 'the same seed gives the same rows (default: 1)',
    number: { min: 0, whole: true },
  },
  {
    flags: '--messages <number>',
    description: 'messages in total, instead of what size and scale give',
    number: { min: 0, whole: true },
  },
  {
    flags: '--variant <name>',
    description: 'where the documents are silent, which way the databases look',
    choices: Object.keys(VARIANTS),
    default: 'documented',
  },
];

export const fixtureCreateVerb: Verb = {
  name: 'fixture create',
  summary: 'builds a documented 2010 database with data, and an empty 2013 database, at the configured addresses',
  options: SIZE_OPTIONS,
  writes: 'fixtures only',
  stopsAtOnce: true,
  onceStopped: 'Remove what was made of the two databases, or name others, before you run the same command again.',
  run: async (context, options) => {
    const startedAt = context.now();
    const summary = await buildFixtures(context, options);
    const durationMs = context.now() - startedAt;
    return {
      exit: 'done',
      findings: [],
      nextSteps: ['gc2pc plan'],
      data: { ...summary, rowsPerSecond: Math.round((summary.messages * 1000) / Math.max(1, durationMs)) },
      text: fixtureText(summary),
    };
  },
};

/** @throws FixtureDatabaseNotEmpty */
function buildFixtures(context: VerbContext, options: Readonly<Record<string, unknown>>): Promise<FixtureSummary> {
  return withResources(async (resources) => {
    const { world, progress } = context;
    const source = await resources.open(world.fixtureStore('source'));
    const target = await resources.open(world.fixtureStore('target'));
    return createFixture({
      source,
      target,
      size: options.size as FixtureSize,
      scale: (options.scale as number | undefined) ?? 1,
      seed: (options.seed as number | undefined) ?? 1,
      variant: VARIANTS[options.variant as VariantName],
      ...(typeof options.messages === 'number' ? { messages: options.messages } : {}),
      progress,
    });
  });
}

function fixtureText(summary: FixtureSummary): string {
  const { categories, rooms, principals, accessEntries, messages } = summary;
  const rows = Object.entries({ categories, rooms, principals, 'access entries': accessEntries, messages });
  return table(
    [{ title: 'made' }, { title: 'rows', align: 'right' }],
    rows.map(([what, count]) => [what, grouped(count)]),
  );
}
