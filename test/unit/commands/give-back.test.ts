import { afterEach, describe, expect, it, vi } from 'vitest';

/** A heap that is as large as is said, and what has been asked of the runtime. */
async function withHeap(): Promise<{ at(bytes: number): void; collected: unknown[]; collectsTo(bytes: number): void }> {
  vi.resetModules();
  const { giveBack } = await import('#src/commands/give-back.ts');
  const collected: unknown[] = [];
  let heapTotal = 0;
  let after = 0;
  vi.spyOn(process, 'memoryUsage').mockImplementation((() => ({ heapTotal })) as never);
  vi.stubGlobal('gc', (options: unknown) => {
    collected.push(options);
    heapTotal = after;
  });
  return {
    collected,
    at: (bytes) => {
      heapTotal = bytes;
      giveBack();
    },
    collectsTo: (bytes) => {
      after = bytes;
    },
  };
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('Memory between two phases', () => {
  it('is left alone in a small heap', async () => {
    const heap = await withHeap();
    heap.at(50_000_000);
    expect(heap.collected).toEqual([]);
  });

  it('is given back to the last page once the heap has grown', async () => {
    const heap = await withHeap();
    heap.collectsTo(55_000_000);
    heap.at(90_000_000);
    expect(heap.collected).toEqual([{ type: 'major', execution: 'sync', flavor: 'last-resort' }]);
  });

  it('is not looked for again where the heap is what was left of it', async () => {
    const heap = await withHeap();
    heap.collectsTo(80_000_000);
    heap.at(100_000_000);
    heap.at(85_000_000);
    expect(heap.collected).toHaveLength(1);
    heap.at(100_000_000);
    expect(heap.collected).toHaveLength(2);
  });

  it('stays as it is in a runtime that lets nobody ask for it', async () => {
    const heap = await withHeap();
    vi.stubGlobal('gc', undefined);
    heap.at(200_000_000);
    expect(heap.collected).toEqual([]);
  });
});
