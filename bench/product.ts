/** gc2pc as an operator starts it: the product's own command line, in a process and a work directory of its own. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sample } from './measure.ts';
import { type Finished, type Watched, watch } from './watched-process.ts';

const ROOT = join(import.meta.dirname, '..');
/** What `npm run gc2pc` starts: the runtime's flags and the main file. */
const STARTED: readonly string[] = (
  JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: { gc2pc: string } }
).scripts.gc2pc
  .split(' ')
  .slice(1);
/** Disabled rooms travel too, so that gc2pc moves every row that the others move. */
const CONFIGURATION = 'policies:\n  disabledRooms: keep\n';

/** As far as the bench looks into it. */
export interface ProductDocument {
  readonly exitCode: number;
  readonly rowsMoved?: number;
  readonly peakRssBytes?: number;
  readonly path?: { readonly messages: string; readonly reason: string };
  readonly reportJson?: string;
  readonly phases?: readonly { readonly phase: string; readonly durationMs: number }[];
  readonly error?: { readonly code: string; readonly message: string };
  readonly counts?: Readonly<Partial<Record<string, { readonly written: number }>>>;
  readonly compared?: { readonly messages?: number };
  readonly verdict?: string;
  readonly unchanged?: boolean;
}

export interface ProductRun extends Finished {
  readonly document: ProductDocument;
  readonly messagesMs: number | null;
}

export class Product {
  readonly #dir: string;

  /** @param folder where work directories are made */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#dir = mkdtempSync(join(folder, 'gc2pc-'));
    writeFileSync(join(this.#dir, 'gc2pc.yaml'), CONFIGURATION);
  }

  /** Where the verbs are started. */
  get dir(): string {
    return this.#dir;
  }

  /** @param flags of the runtime, besides the product's own */
  start(
    words: readonly string[],
    environment: Readonly<Record<string, string>>,
    flags: readonly string[] = [],
  ): Watched {
    const started = STARTED.map((word) => (word.startsWith('--') ? word : join(ROOT, word)));
    return watch(process.execPath, [...flags, ...started, ...words, '--json', '--no-input'], {
      cwd: this.#dir,
      env: { PATH: process.env.PATH ?? '', NO_COLOR: '1', ...environment },
    });
  }

  /** @throws Error with what the product said when it ended otherwise than with exit 0 */
  async run(words: readonly string[], environment: Readonly<Record<string, string>>): Promise<ProductRun> {
    const ended = await this.ended(this.start(words, environment));
    if (ended.code !== 0) throw new ProductFailed(words, ended);
    return ended;
  }

  async ended(watched: Watched): Promise<ProductRun> {
    const finished = await watched.finished;
    const document = finished.stdout === '' ? { exitCode: -1 } : (JSON.parse(finished.stdout) as ProductDocument);
    return { ...finished, document, messagesMs: phaseOf(document, 'messages') };
  }

  remove(): void {
    rmSync(this.#dir, { recursive: true, force: true });
  }
}

export class ProductFailed extends Error {
  readonly run: ProductRun;

  constructor(words: readonly string[], run: ProductRun) {
    const { code, document, stderr } = run;
    super(`gc2pc ${words.join(' ')} ended with ${code}: ${document.error?.message ?? stderr}`);
    this.run = run;
  }
}

export function sampleOf(run: ProductRun, rows: number, note?: string): Sample {
  const peak = Math.max(run.peakRssBytes ?? 0, run.document.peakRssBytes ?? 0);
  return {
    wallMs: run.wallMs,
    rows,
    ...(run.messagesMs === null ? {} : { messagesMs: run.messagesMs }),
    ...(peak === 0 ? {} : { peakRssBytes: peak }),
    ...(run.clientCpuMs === undefined ? {} : { clientCpuMs: run.clientCpuMs }),
    ...(note === undefined ? {} : { note }),
  };
}

/** From the JSON itself, or from the report that it names. */
function phaseOf(document: ProductDocument, phase: string): number | null {
  const phases =
    document.phases ??
    (document.reportJson === undefined
      ? []
      : (JSON.parse(readFileSync(document.reportJson, 'utf8')) as Pick<ProductDocument, 'phases'>).phases);
  return phases?.find((each) => each.phase === phase)?.durationMs ?? null;
}
