import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Row } from '#src/model/value.ts';
import { sumTable, tableMismatches } from '#src/verify/table-comparison.ts';
import type { TableSides } from '#src/verify/table-sides.ts';

function sides(table: TableSides['table'], expected: readonly Row[], actual: readonly Row[]) {
  const reads = { expected: 0, actual: 0 };
  const pages = (rows: readonly Row[], side: 'expected' | 'actual') =>
    async function* () {
      reads[side]++;
      for (let from = 0; from < rows.length; from += 7) yield rows.slice(from, from + 7);
    };
  return { reads, table, expected: pages(expected, 'expected'), actual: pages(actual, 'actual') };
}

async function told(compared: TableSides, heldRows?: number): Promise<string[]> {
  const found: string[] = [];
  for await (const { difference } of tableMismatches(compared, await sumTable(compared), heldRows)) {
    found.push([difference.what, difference.key, ...difference.columns].join(' '));
  }
  return found.toSorted();
}

function preference(prefSeqID: number, extra: Partial<Row> = {}): Row {
  return { prefLabel: 'sip:a@b.c|username.filters', prefSeqID, prefContent: 'abc', lastModifiedBy: 1, ...extra } as Row;
}

function roleRow(node: number, principal: number): Row {
  return { prinRoleNodeID: node, prinRolePrinID: principal, prinRoleTypeID: 2, prinRoleUpdatedBy: 1 };
}

test('equal tables in different orders need one reading of either side', async () => {
  const rows = Array.from({ length: 500 }, (_, index) => roleRow(index % 20, index));
  const compared = sides('tblPrincipalRole', rows, rows.toReversed());
  expect(await told(compared)).toEqual([]);
  expect(compared.reads).toEqual({ expected: 1, actual: 1 });
});

test.each([
  ['case', { prefContent: 'ABC' }],
  ['a trailing space', { prefContent: 'abc ' }],
  ['an accent', { prefContent: '\u00e1bc' }],
  ['a lone surrogate', { prefContent: 'abc\udfff' }],
  ['NULL instead of text', { prefContent: null }],
  ['empty text', { prefContent: '' }],
])('content that differs by %s is changed', async (_, extra) => {
  expect(await told(sides('tblPreference', [preference(1)], [preference(1, extra)]))).toEqual([
    'changed sip:a@b.c|username.filters/1 prefContent',
  ]);
});

test('a key that differs by case alone is one row missing and one too many', async () => {
  const upper = preference(1, { prefLabel: 'SIP:A@B.C|username.filters' });
  expect(await told(sides('tblPreference', [preference(1)], [upper]))).toEqual([
    'extra SIP:A@B.C|username.filters/1',
    'missing sip:a@b.c|username.filters/1',
  ]);
});

test('GUIDs are alike however they are written', async () => {
  const addIn = { siopID: 'c0000000-0000-0000-0000-00000000000a', siopName: 'Add-in', siopUrl: 'https://a' };
  const upper = { ...addIn, siopID: addIn.siopID.toUpperCase() };
  expect(await told(sides('tblSiopWhiteList', [addIn], [upper]))).toEqual([]);
});

test('the number 1, the bigint 1, true and the text 1 all differ', async () => {
  for (const value of [1n, true, '1'] as const) {
    const actual = { ...roleRow(1, 1), prinRoleUpdatedBy: value };
    expect(await told(sides('tblPrincipalRole', [roleRow(1, 1)], [actual]))).toEqual([
      'changed 1/1/2 prinRoleUpdatedBy',
    ]);
  }
});

test('a second counter of one room is extra, whatever it holds', async () => {
  const counter = { nodeID: 5, lastChatID: 9n };
  expect(await told(sides('tblLastChatId', [counter], [counter, { nodeID: 5, lastChatID: 12n }]))).toEqual(['extra 5']);
  expect(await told(sides('tblLastChatId', [counter], [{ nodeID: 5, lastChatID: 12n }]))).toEqual([
    'changed 5 lastChatID',
  ]);
});

test('any set of edits is found exactly, and the same when memory allows only a few rows at once', async () => {
  const edit = fc.record({ at: fc.nat({ max: 399 }), what: fc.constantFrom('changed', 'missing', 'extra') });
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(edit, { selector: ({ at }) => at, maxLength: 60 }),
      fc.integer({ min: 1, max: 50 }),
      async (edits, heldRows) => {
        const rows = Array.from({ length: 400 }, (_, index) => roleRow(7, index));
        const actual: Row[] = [...rows];
        const wanted: string[] = [];
        for (const { at, what } of edits) {
          if (what === 'extra') {
            actual.push(roleRow(8, at));
            wanted.push(`extra 8/${at}/2`);
          } else if (what === 'missing') {
            actual[at] = roleRow(9, at);
            wanted.push(`missing 7/${at}/2`, `extra 9/${at}/2`);
          } else {
            actual[at] = { ...roleRow(7, at), prinRoleUpdatedBy: 99 };
            wanted.push(`changed 7/${at}/2 prinRoleUpdatedBy`);
          }
        }
        const compared = sides('tblPrincipalRole', rows, actual);
        expect(await told(compared, heldRows)).toEqual(wanted.toSorted());
        expect(await told(compared)).toEqual(wanted.toSorted());
      },
    ),
    { numRuns: 50 },
  );
});
