/** A directory that fails once, at a named moment, in a named way. Everything else goes through. */
import { DirectoryRefused, DirectoryUnreachable } from '#src/cutover/directory-errors-port.ts';
import type {
  Attributes,
  Change,
  DirectoryDescription,
  DirectoryEntry,
  DirectoryPort,
  DirectoryQuery,
} from '#src/cutover/directory-port.ts';

export const WRITE_FAULTS = {
  /** The connection breaks before the server has seen the request. */
  'cut before the server saw it': { does: false, answer: 'cut' },
  /** The server does it; the answer is lost. */
  'cut before its answer': { does: true, answer: 'cut' },
  /** No answer in time; the server did it. */
  'frozen after it was done': { does: true, answer: 'silent' },
  /** No answer in time; the server did not do it. */
  'frozen before it was done': { does: false, answer: 'silent' },
  /** The server goes down with the request and is back for the next one. */
  'restarted during it': { does: false, answer: 'restart' },
  /** The right is gone; the answer is no. */
  'rights taken away': { does: false, answer: 'refused' },
} as const;
export type WriteFault = keyof typeof WRITE_FAULTS;

export class FaultyDirectory implements DirectoryPort {
  readonly #inner: DirectoryPort;
  /** Armed: the next write fails so. */
  armed: WriteFault | null = null;
  struck = false;
  #countdown = 0;
  #waiting: WriteFault | null = null;

  /** The `nth` write from now fails so; the first is 1. */
  armAt(nth: number, fault: WriteFault): void {
    this.#countdown = nth;
    this.#waiting = fault;
  }

  constructor(inner: DirectoryPort) {
    this.#inner = inner;
  }

  describe(): Promise<DirectoryDescription> {
    return this.#inner.describe();
  }
  search(query: DirectoryQuery): Promise<DirectoryEntry[]> {
    return this.#inner.search(query);
  }
  add(dn: string, attributes: Attributes): Promise<void> {
    return this.#write(() => this.#inner.add(dn, attributes));
  }
  modify(guid: string, changes: readonly Change[]): Promise<void> {
    return this.#write(() => this.#inner.modify(guid, changes));
  }
  remove(guid: string): Promise<void> {
    return this.#write(() => this.#inner.remove(guid));
  }
  restore(guid: string, dn: string): Promise<void> {
    return this.#write(() => this.#inner.restore(guid, dn));
  }

  async #write(work: () => Promise<void>): Promise<void> {
    if (this.#waiting !== null) {
      this.#countdown -= 1;
      if (this.#countdown === 0) {
        this.armed = this.#waiting;
        this.#waiting = null;
      }
    }
    const fault = this.armed;
    if (fault === null) return work();
    this.armed = null;
    this.struck = true;
    const { does, answer } = WRITE_FAULTS[fault];
    if (does) await work();
    if (answer === 'refused') throw new DirectoryRefused(50, 'write', 'the right is gone');
    throw new DirectoryUnreachable('dc1', answer === 'silent' ? 'Operation timed out' : 'the connection was lost');
  }
}
