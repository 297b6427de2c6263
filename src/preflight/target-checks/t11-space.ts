import { type Check, notKnown, pass, violated } from '../check.ts';

const MEGABYTE = 1_000_000n;

export const t11: Check = {
  id: 'T11',
  concern: 'target',
  title: 'There is room for the data',
  requirement:
    'The volumes of the target have free what rows and indexes of the migrated data take; the log comes on top.',
  source: 'Estimate the Size of a Clustered Index; gc2pc',
  severity: 'warn',
  endangers: 'service',
  results: ['pass', 'warn', 'unknown'],
  again: ['migrate'],
  method:
    'Rows of the plan, and a sample of messages, reckoned by the row format of SQL Server, against the free bytes of the volumes of the target',
  manual: 'Run: `gc2pc plan --estimate`, and compare with the free space of the volumes of the target',
  async look(facts) {
    const target = await facts.sql('target');
    if (!target.known) return notKnown(t11, target.why);
    const { freeBytes } = await target.value.database();
    if (freeBytes === null) return notKnown(t11, 'the server does not tell what its volumes have free');
    const space = await facts.space();
    if (!space.known) return notKnown(t11, space.why);
    const { likelyBytes, mostBytes, from } = space.value;
    const looked = `${inMegabytes(likelyBytes)} to ${inMegabytes(mostBytes)} MB wanted (${from}), ${inMegabytes(freeBytes)} MB free`;
    if (freeBytes >= mostBytes) return pass(looked);
    return violated(t11, looked, freeBytes < likelyBytes ? TOO_LITTLE : PERHAPS);
  },
};

const TOO_LITTLE = 'Give the volume room, or move the files of the database to another.';
const PERHAPS = 'It may do, and it may not: give the volume room, or rehearse on a copy of this size.';

/** Rounded up. */
function inMegabytes(bytes: bigint): bigint {
  return (bytes + MEGABYTE - 1n) / MEGABYTE;
}
