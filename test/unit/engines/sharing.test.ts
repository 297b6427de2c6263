/** What the ports of one command share: made once, ended with the last user, and no failure is handed on. */
import { describe, expect, it, vi } from 'vitest';
import { Sharing } from '#src/engines/sharing.ts';

const ADDRESS = {};

function maker() {
  const close = vi.fn(async () => {});
  return { close, open: vi.fn(async () => ({ port: Symbol('made'), close })) };
}

describe('what ports share', () => {
  it('is made once, also for those who ask at the same time, and ends with the last of them', async () => {
    const [sharing, { open, close }] = [new Sharing(), maker()];
    const [one, other] = await Promise.all([sharing.use(ADDRESS, 'pool', open), sharing.use(ADDRESS, 'pool', open)]);
    expect(open).toHaveBeenCalledTimes(1);
    expect(one.port).toBe(other.port);
    await one.close();
    expect(close).not.toHaveBeenCalled();
    await other.close();
    expect(close).toHaveBeenCalledTimes(1);
  });

  it('lives on when one user lets go twice', async () => {
    const [sharing, { open, close }] = [new Sharing(), maker()];
    const one = await sharing.use(ADDRESS, 'pool', open);
    const other = await sharing.use(ADDRESS, 'pool', open);
    await one.close();
    await one.close();
    expect(close).not.toHaveBeenCalled();
    await other.close();
    expect(close).toHaveBeenCalledTimes(1);
  });

  it('is made anew for whoever asks after the last one has let go', async () => {
    const [sharing, { open }] = [new Sharing(), maker()];
    const first = await sharing.use(ADDRESS, 'pool', open);
    await first.close();
    const second = await sharing.use(ADDRESS, 'pool', open);
    expect(second.port).not.toBe(first.port);
  });

  it('is one a database and a kind', async () => {
    const [sharing, { open }] = [new Sharing(), maker()];
    const ports = [
      await sharing.use(ADDRESS, 'pool', open),
      await sharing.use(ADDRESS, 'catalogue', open),
      await sharing.use({}, 'pool', open),
    ].map(({ port }) => port);
    expect(new Set(ports).size).toBe(3);
  });

  it('fails for those who waited, and is tried anew for the next one', async () => {
    const [sharing, { open, close }] = [new Sharing(), maker()];
    open.mockRejectedValueOnce(new Error('nobody there'));
    const waiting = await Promise.allSettled([sharing.use(ADDRESS, 'pool', open), sharing.use(ADDRESS, 'pool', open)]);
    expect(waiting.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const next = await sharing.use(ADDRESS, 'pool', open);
    expect(open).toHaveBeenCalledTimes(2);
    await next.close();
    expect(close).toHaveBeenCalledTimes(1);
  });
});
