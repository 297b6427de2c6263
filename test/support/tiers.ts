/** Which tiers this run has. */
import { inject } from 'vitest';

export const sqlServerMissing = inject('sqlServer') === null;
