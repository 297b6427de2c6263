/** The bounds of one batch, as the configuration sets them. */
import type { Configuration } from '#src/config/configuration.ts';
import type { PageLimits } from '#src/model/messages.ts';

export function batchLimits({ load }: Pick<Configuration, 'load'>): PageLimits {
  return { rows: load.batchRows, bytes: load.batchBytes };
}
