/** Two things side by side, and to the end even when one fails: nothing goes on behind an error, which is the first's. */
export async function bothOf<One, Other>(one: Promise<One>, other: Promise<Other>): Promise<[One, Other]> {
  await Promise.allSettled([one, other]);
  return [await one, await other];
}
