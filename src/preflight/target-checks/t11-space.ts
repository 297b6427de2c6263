import { type Check, notKnown, pass, violated } from '../check.ts';

/**
 * What is written is what is read, without indexes that the source may have of its own; the log of the batches and the
 * growth of the files come on top.
 */
const FACTOR_PERCENT = 150n;
const MEGABYTE = 1_000_000n;

export const t11: Check = {
  id: 'T11',
  concern: 'target',
  title: 'There is room for the data',
  requirement: 'The volume of the target has one and a half times the size of the source free.',
  source: 'Server hardware platforms; gc2pc',
  severity: 'warn',
  endangers: 'service',
  results: ['pass', 'warn', 'unknown'],
  again: ['migrate'],
  method: 'Size of the data files of the source against free bytes of the volumes of the target',
  manual: 'Compare: EXEC sp_spaceused on the source, and free space of the volumes of the target',
  async look(facts) {
    const [source, target] = [await facts.sql('source'), await facts.sql('target')];
    if (!source.known) return notKnown(t11, source.why);
    if (!target.known) return notKnown(t11, target.why);
    const [{ dataBytes }, { freeBytes }] = [await source.value.database(), await target.value.database()];
    if (dataBytes === null) return notKnown(t11, 'the server does not tell the size of the source');
    if (freeBytes === null) return notKnown(t11, 'the server does not tell what its volumes have free');
    const needed = (dataBytes * FACTOR_PERCENT) / 100n;
    const looked = `${needed / MEGABYTE} MB wanted, ${freeBytes / MEGABYTE} MB free`;
    if (freeBytes >= needed) return pass(looked);
    return violated(t11, looked, 'Give the volume room, or move the files of the database to another.');
  },
};
