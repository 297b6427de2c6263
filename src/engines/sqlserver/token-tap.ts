/**
 * Takes the rows out of a connection's answer before the driver makes objects of them; everything else of the answer is
 * the driver's as ever, and so are rows that the tap does not want. For as long as the tap is in place the connection must
 * not be used for anything else. The bytes that a tap is shown are overwritten by the next ones.
 */
import { EventEmitter } from 'node:events';
import type { Connection } from 'tedious';
import { NotEnoughDataError } from 'tedious/lib/token/helpers.js';
import * as streamParser from 'tedious/lib/token/stream-parser.js';
import { shortLived } from '#src/model/short-lived-bytes.ts';
import { unlessLost } from './lost-answers.ts';
import { NULLS_ROW_TOKEN, ROW_TOKEN, type WireColumn, type WireOptions } from './row-values.ts';

export interface RowTap {
  /** Called before the rows of an answer. False: its rows are the driver's. */
  begin(columns: readonly WireColumn[], options: WireOptions): boolean;
  /**
   * Takes what there is in whole rows.
   * @param at of a row's token
   * @returns where it stopped; below `at` or at it: minus the length that `bytes` must have for one whole row
   */
  take(bytes: Buffer, at: number): number;
}

/** What is used of the driver's insides. */
interface TokenParser {
  buffer: Buffer;
  position: number;
  readonly colMetadata: readonly WireColumn[];
  readonly options: WireOptions;
  pending: Buffer[];
  pendingLength: number;
  readonly bytesNeeded: number;
  appendPending(): boolean;
  write(chunk: Buffer): void;
  read(): Token | undefined;
  readToken(): Token | undefined;
  end(): void;
}

interface Token {
  readonly handlerName: string;
}

type Handler = Readonly<Record<string, (token: Token) => void>>;

interface Tappable {
  readonly config: { readonly options: WireOptions };
  readonly request?: unknown;
  createTokenStreamParser(message: AsyncIterable<Buffer>, handler: Handler): EventEmitter;
}

const NO_BYTES = Buffer.alloc(0);
/** A few packets of the size that is asked for. */
const ROOM_BYTES = 64 * 1024;

const Parser = streamParser.default as unknown as new (options: WireOptions) => TokenParser;

/** @returns takes the tap out again */
export function tapRows(connection: Connection, tap: RowTap): () => void {
  const driver = connection as unknown as Tappable;
  const untapped = driver.createTokenStreamParser;
  driver.createTokenStreamParser = (message, handler) =>
    unlessLost(driver, new TappedAnswer(message, handler, driver.config.options, tap));
  return () => {
    driver.createTokenStreamParser = untapped;
  };
}

class TappedParser extends Parser {
  readonly #tap: RowTap;
  #columns: readonly WireColumn[] | null = null;
  #tapped = false;
  #room = NO_BYTES;

  constructor(options: WireOptions, tap: RowTap) {
    super(options);
    this.#tap = tap;
  }

  /** The driver's own takes new memory for every packet that ends within a row, and nearly every one does. */
  override appendPending(): boolean {
    const rest = this.buffer.length - this.position;
    const length = rest + this.pendingLength;
    if (length < this.bytesNeeded) return false;
    if (length > this.#room.length) {
      const room = Buffer.allocUnsafeSlow(Math.max(2 * length, ROOM_BYTES));
      this.buffer.copy(room, 0, this.position);
      this.#room = room;
    } else this.buffer.copy(this.#room, 0, this.position);
    let at = rest;
    for (const chunk of this.pending) at += chunk.copy(this.#room, at);
    this.buffer = this.#room.subarray(0, length);
    this.position = 0;
    this.pending = [];
    this.pendingLength = 0;
    return true;
  }

  override readToken(): Token | undefined {
    const type = this.buffer[this.position];
    if (type !== ROW_TOKEN && type !== NULLS_ROW_TOKEN) return super.readToken();
    if (this.#columns !== this.colMetadata) {
      this.#columns = this.colMetadata;
      this.#tapped = this.#tap.begin(this.colMetadata, this.options);
    }
    if (!this.#tapped) return super.readToken();
    const stopped = this.#tap.take(this.buffer, this.position);
    if (stopped <= this.position) throw new NotEnoughDataError(Math.max(-stopped, this.buffer.length + 1));
    this.position = stopped;
    return undefined;
  }
}

/** What the driver expects of the parser of one answer: it can be paused, and says when it is through. */
class TappedAnswer extends EventEmitter {
  #paused = false;
  #resume: () => void = () => {};

  constructor(message: AsyncIterable<Buffer>, handler: Handler, options: WireOptions, tap: RowTap) {
    super();
    // Told outside of the promise, so that what a listener throws is not taken for an error of the answer.
    this.#run(message, handler, new TappedParser(options, tap)).then(
      () => process.nextTick(() => this.emit('end')),
      (error: unknown) => process.nextTick(() => this.emit('error', error)),
    );
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#resume();
  }

  async #run(message: AsyncIterable<Buffer>, handler: Handler, parser: TokenParser): Promise<void> {
    // By hand, because `for await` would destroy the message when a token cannot be read.
    const chunks = message[Symbol.asyncIterator]();
    for (let chunk = await chunks.next(); chunk.done !== true; chunk = await chunks.next()) {
      parser.write(chunk.value);
      shortLived(chunk.value.length);
      for (;;) {
        while (this.#paused) {
          await new Promise<void>((resolve) => {
            this.#resume = resolve;
          });
        }
        const token = parser.read();
        if (token === undefined) break;
        handler[token.handlerName]?.(token);
      }
    }
    parser.end();
  }
}
