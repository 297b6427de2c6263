/** Ports that a verb has opened: all at once, and let go of whatever happens and whenever they come. */
import { describe, expect, it } from 'vitest';
import { Resources } from '#src/commands/resources.ts';
import type { Opened } from '#src/model/opened.ts';

const closed: string[] = [];
const opened = (port: string): Opened<string> => ({
  port,
  close: async () => {
    closed.push(port);
  },
});

describe('the resources of a verb', () => {
  it('are opened at once, and closed in reverse order', async () => {
    closed.length = 0;
    const resources = new Resources();
    const ports = await resources.openAll(Promise.resolve(opened('a')), Promise.resolve(opened('b')));
    expect(ports).toEqual(['a', 'b']);
    await resources.close();
    expect(closed).toEqual(['b', 'a']);
  });

  it('fail for the first reason of the list, whichever came first', async () => {
    const first = Promise.withResolvers<Opened<string>>();
    const resources = new Resources();
    const all = resources.openAll(first.promise, Promise.reject(new Error('the second')));
    first.reject(new Error('the first'));
    await expect(all).rejects.toThrow('the first');
  });

  it('are closed also when they come after all the others were', async () => {
    closed.length = 0;
    const late = Promise.withResolvers<Opened<string>>();
    const resources = new Resources();
    const all = resources.openAll(Promise.reject(new Error('nobody there')), late.promise);
    await expect(all).rejects.toThrow('nobody there');
    await resources.close();
    late.resolve(opened('late'));
    await late.promise;
    await Promise.resolve();
    await expect.poll(() => closed).toEqual(['late']);
  });
});
