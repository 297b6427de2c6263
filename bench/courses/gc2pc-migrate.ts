/** `gc2pc migrate` into a fresh target, by one path and with so many streams, and the proof that all rows are there. */
import { type Course, NotAvailable } from '../measure.ts';
import { type Product, ProductFailed, type ProductRun, sampleOf } from '../product.ts';
import type { Dataset, Tier } from '../tier.ts';

export interface Lane {
  readonly tier: Tier;
  readonly dataset: Dataset;
  readonly product: Product;
}

export interface MigrateOptions {
  readonly name: string;
  readonly title: string;
  readonly path: 'wire' | 'server';
  /** Null leaves the product's default. */
  readonly streams: number | null;
  /** Where a proxy listens. */
  readonly via?: number;
}

export function migrateCourse(lane: Lane, options: MigrateOptions): Course {
  return {
    gives: { [options.name]: options.title },
    run: async (note) => {
      await lane.tier.freshTarget(lane.dataset);
      await lane.tier.settle();
      const run = await migrated(lane, options);
      note(options.name, sampleOf(run, lane.dataset.messages));
    },
  };
}

/** Into the target as it is. @throws NotAvailable when the product refuses the path, or takes another one */
export async function migrated(lane: Lane, options: Omit<MigrateOptions, 'name' | 'title'>): Promise<ProductRun> {
  const { tier, dataset, product } = lane;
  const run = await refusalTold(options.path, () =>
    product.run(['migrate'], { ...tier.environment(dataset, options.via), ...settingsOf(options) }),
  );
  const { path } = run.document;
  if (path?.messages !== options.path)
    throw new NotAvailable(`the product took the path ${path?.messages}: ${path?.reason}`);
  const there = await tier.targetMessages();
  if (there !== dataset.messages) throw new Error(`the target holds ${there} of ${dataset.messages} messages`);
  return run;
}

export function settingsOf({ path, streams }: Pick<MigrateOptions, 'path' | 'streams'>): Record<string, string> {
  return { GC2PC_LOAD_PATH: path, ...(streams === null ? {} : { GC2PC_LOAD_CONCURRENCY: `${streams}` }) };
}

async function refusalTold(path: string, work: () => Promise<ProductRun>): Promise<ProductRun> {
  try {
    return await work();
  } catch (error) {
    if (path === 'server' && error instanceof ProductFailed) throw new NotAvailable(error.message);
    throw error;
  }
}
