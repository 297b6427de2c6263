/** Follows the start of the 2013 services in the target database. Source: "Persistent Chat Server database schema". */
export interface StartReading {
  /** Servers that have ever pinged, with the latest ping as the database tells it. */
  readonly servers: readonly { readonly address: string; readonly lastPing: string | null }[];
  /** Principals that still wait to be read from the directory. */
  readonly queued: number;
  /** Of these, those that were tried in vain. */
  readonly retried: number;
}

export interface StartVerdict {
  readonly started: boolean;
  readonly reading: StartReading;
}

export interface StartWatch {
  read(): Promise<StartReading>;
  tell(text: string): void;
  pause(milliseconds: number): Promise<void>;
  now(): number;
  readonly stop: AbortSignal;
}

const LOOK_EVERY_MS = 5_000;

/** Ends when a server has pinged since the watch began and the queue no longer shrinks in vain, or at the bound. */
export async function watchStart(watch: StartWatch, seconds: number): Promise<StartVerdict> {
  const first = await watch.read();
  const deadline = watch.now() + seconds * 1_000;
  let reading = first;
  for (;;) {
    const pinged = reading.servers.filter((server) => pingOf(first, server.address) !== server.lastPing);
    watch.tell(
      `${pinged.length} of ${reading.servers.length} servers have pinged since; ${reading.queued} principals wait for the directory, ${reading.retried} of them tried in vain`,
    );
    if (pinged.length > 0 && reading.queued === 0) return { started: true, reading };
    if (watch.now() >= deadline || watch.stop.aborted) return { started: pinged.length > 0, reading };
    await watch.pause(LOOK_EVERY_MS);
    reading = await watch.read();
  }
}

function pingOf(reading: StartReading, address: string): string | null {
  return reading.servers.find((server) => server.address === address)?.lastPing ?? null;
}
