/** A description as people read it, and as they may send it: the same facts as its JSON. */
import { bytes, grouped } from '#src/console/numbers.ts';
import { oneLine, table } from '#src/console/table.ts';
import type { DescribedTable, Description } from '#src/describe/description.ts';

export function describeText(description: Description): string {
  const { side, engine, version, collation, fingerprint, databaseBytes } = description;
  return [
    `${side} database ${fingerprint}: ${engine} ${version}, collation ${collation}, ${sizeText(databaseBytes)}`,
    differencesText(description),
    overviewText(description),
    ...description.tables.map(tableText),
    ...description.staticTables.map(({ name, rows }) =>
      [`Rows of ${name}`, ...rows.map((row) => `  ${oneLine(Object.entries(row).map(pair).join(', '))}`)].join('\n'),
    ),
    `fnTicksToDate\n${description.ticksFunction ?? '  (the database has none, or its text may not be read)'}`,
    othersText(description),
  ].join('\n\n');
}

function differencesText({ differences, staticTables, refused }: Description): string {
  const sentences = [
    ...differences.map(({ sentence }) => sentence),
    ...staticTables.flatMap((each) => each.differences),
  ];
  const gaps = refused.length === 0 ? [] : [`Not told by the server: ${refused.join(', ')}`];
  if (sentences.length === 0) return ['No difference to the documented schema.', ...gaps].join('\n');
  return ['Differences to the documented schema:', ...sentences.map((each) => `  ${each}`), ...gaps].join('\n');
}

function overviewText({ tables }: Description): string {
  const right = { align: 'right' } as const;
  return table(
    [
      { title: 'table' },
      { title: 'rows', ...right },
      { title: 'size', ...right },
      { title: 'columns', ...right },
      { title: 'key' },
    ],
    tables.map((each) => [
      each.name,
      each.rows === null ? '-' : grouped(each.rows),
      sizeText(each.bytes),
      String(each.columns.length),
      each.primaryKey.join(', '),
    ]),
  );
}

function tableText(each: DescribedTable): string {
  const defaults = new Map(each.defaults.map(({ column, definition }) => [column, definition]));
  return [
    each.name,
    ...each.columns.map((column) => {
      const marks = [
        column.nullable ? 'null' : 'not null',
        column.identity ? 'identity' : '',
        column.collation === null ? '' : `collate ${column.collation}`,
        defaults.has(column.name) ? `default ${oneLine(defaults.get(column.name) ?? '')}` : '',
      ];
      return `  ${column.name} ${column.type} ${marks.filter(Boolean).join(' ')}`;
    }),
    ...each.indexes.map(
      (index) =>
        `  index (${index.columns.join(', ')})${index.primary ? ' primary key' : index.unique ? ' unique' : ''}${index.clustered === true ? ' clustered' : ''}`,
    ),
    ...each.foreignKeys.map(
      (key) => `  foreign key (${key.columns.join(', ')}) to ${key.table} (${key.references.join(', ')})`,
    ),
    ...each.triggers.map(
      (trigger) =>
        `  trigger ${trigger.name}${trigger.disabled ? ' disabled' : ''}, text ${trigger.textHash ?? 'not readable'}`,
    ),
  ].join('\n');
}

function othersText({ otherObjects }: Description): string {
  if (otherObjects.size === 0) return 'No other objects.';
  return `Other objects: ${[...otherObjects].map(([kind, count]) => `${count} ${kind}`).join(', ')}`;
}

function sizeText(size: bigint | null): string {
  return size === null ? '-' : bytes(Number(size));
}

function pair([name, value]: [string, unknown]): string {
  return `${name} ${String(value)}`;
}
