/** How fast a load may go, from the configuration; opens the probe of the source where there is one. */
import { join } from 'node:path';
import { CONTROL_FILE } from '#src/load/pace/control-file.ts';
import type { Pacing } from '#src/load/pace/pace.ts';
import type { Resources } from './resources.ts';
import type { VerbContext } from './verb.ts';

export async function pacingOf({ configuration, world }: VerbContext, resources: Resources): Promise<Pacing> {
  const { targetBatchMs, maxRowsPerSecond, pauseFile, probe } = configuration.load;
  return {
    targetBatchMs,
    maxRowsPerSecond,
    pauseFile,
    controlFile: join(configuration.workDir, CONTROL_FILE),
    probe: probe === null ? null : { ...probe, port: await resources.open(world.loadProbe()) },
  };
}
