import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DuplicateTexts } from '#src/verify/duplicate-texts.ts';

async function duplicatesOf(texts: readonly string[]): Promise<number[]> {
  const duplicates = new DuplicateTexts();
  for (const text of texts) duplicates.add(text);
  return duplicates.found(async function* () {
    yield* texts.entries();
  });
}

test('every text that is the same as one before it is found, and no other', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ maxLength: 2 }), { maxLength: 200 }), async (texts) => {
      const expected = [...texts.keys()].filter((at) => texts.indexOf(texts[at] ?? '') < at);
      expect(await duplicatesOf(texts)).toEqual(expected);
    }),
  );
});

test('a long list is not gone over again when no text occurs twice', async () => {
  const duplicates = new DuplicateTexts();
  for (let at = 0; at < 50_000; at++) duplicates.add(`text ${at}`);
  const found = await duplicates.found<number>(async function* () {
    yield* [];
    throw new Error('gone over again');
  });
  expect(found).toEqual([]);
});

test('among many, two are found', async () => {
  const texts = Array.from({ length: 50_000 }, (_, at) => `text ${at}`);
  texts[40_000] = 'text 7';
  expect(await duplicatesOf(texts)).toEqual([40_000]);
});
