/**
 * A source as its own catalogue allows it to be read: a table that the database lacks has no rows, a column that it
 * lacks comes as its documented default. The stages behind it see the documented shape only.
 */
import type { Catalogue } from '#src/model/catalogue.ts';
import { presentColumns } from '#src/model/schema/compare-catalogue.ts';
import type { TableSpec } from '#src/model/schema/types.ts';
import type { Row, SqlValue } from '#src/model/value.ts';
import type { SourcePort } from './source-port.ts';

/** For columns that are NOT NULL by the documents of 2013 but may be missing in 2010. */
export type ColumnDefaults = Readonly<Record<string, Readonly<Record<string, SqlValue>>>>;

export function tolerantSource(source: SourcePort, catalogue: Catalogue, defaults: ColumnDefaults): SourcePort {
  return {
    identity: () => source.identity(),
    catalogue: () => source.catalogue(),
    messages: (range, limits, marked) => source.messages(range, limits, marked),
    walk: (run, limits, marked) => source.walk(run, limits, marked),
    bounds: (ranges, counted) => source.bounds(ranges, counted),
    async *rows(spec, asked) {
      const present = wanted(presentColumns(catalogue, spec), asked);
      if (present.size === 0) return;
      const missing = fill(spec, present, asked, defaults[spec.name] ?? {});
      for await (const page of source.rows(spec, present)) {
        yield missing === null ? page : page.map((row) => ({ ...row, ...missing }));
      }
    },
  };
}

function wanted(there: ReadonlySet<string>, asked: ReadonlySet<string> | undefined): ReadonlySet<string> {
  return asked === undefined ? there : new Set([...there].filter((name) => asked.has(name)));
}

function fill(
  spec: TableSpec,
  present: ReadonlySet<string>,
  asked: ReadonlySet<string> | undefined,
  defaults: Readonly<Record<string, SqlValue>>,
): Row | null {
  const absent = spec.columns.filter(({ name }) => !present.has(name) && (asked?.has(name) ?? true));
  const values = absent
    .filter(({ name }) => (defaults[name] ?? null) !== null)
    .map(({ name }) => [name, defaults[name] ?? null]);
  return values.length === 0 ? null : (Object.fromEntries(values) as Row);
}
