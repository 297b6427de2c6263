/**
 * A source that is only opened when it is needed. The way back begins in the directory: a database that is gone must not
 * keep the user from coming back, and shows when its own turn comes.
 */
import type { Activity, BackupPort, FenceMark, FencePort } from './fence-port.ts';

type Source = FencePort & BackupPort;

export class LateFence implements FencePort, BackupPort {
  readonly means = 'close the source to writes';
  readonly prevents = true;
  readonly #open: () => Promise<Source>;
  #opened: Promise<Source> | null = null;

  constructor(open: () => Promise<Source>) {
    this.#open = open;
  }

  async raise(): Promise<FenceMark> {
    return (await this.#source()).raise();
  }

  async isUp(mark: FenceMark): Promise<boolean> {
    return (await this.#source()).isUp(mark);
  }

  async lift(mark: FenceMark): Promise<void> {
    return (await this.#source()).lift(mark);
  }

  async activity(): Promise<Activity> {
    return (await this.#source()).activity();
  }

  async lastBackup(): Promise<number | null> {
    return (await this.#source()).lastBackup();
  }

  #source(): Promise<Source> {
    this.#opened ??= this.#open();
    return this.#opened;
  }
}
