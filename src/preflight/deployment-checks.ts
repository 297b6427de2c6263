/** Every check of the deployment, in the order of its id. To add one, add its file and its line. */
import type { Check } from './check.ts';
import { d01 } from './checks/d01-front-end-pool.ts';
import { d02 } from './checks/d02-pool-in-topology.ts';
import { d03 } from './checks/d03-operating-system.ts';
import { d04 } from './checks/d04-message-queuing.ts';
import { d05 } from './checks/d05-sql-server-version.ts';
import { d06 } from './checks/d06-database-writable.ts';
import { d07 } from './checks/d07-compliance-database.ts';
import { d08 } from './checks/d08-one-database-per-instance.ts';
import { d09 } from './checks/d09-hardware.ts';
import { d10 } from './checks/d10-backup-sql-server.ts';
import { d11 } from './checks/d11-file-store.ts';
import { d12 } from './checks/d12-file-store-rights.ts';
import { d13 } from './checks/d13-ntfs.ts';
import { d14 } from './checks/d14-operator-groups.ts';
import { d15 } from './checks/d15-administrators.ts';
import { d16 } from './checks/d16-users-enabled.ts';
import { d17 } from './checks/d17-standard-edition-name.ts';
import { d18 } from './checks/d18-single-server-pool.ts';
import { d19 } from './checks/d19-web-certificates.ts';
import { d20 } from './checks/d20-external-authority.ts';
import { d21 } from './checks/d21-names-resolve.ts';
import { d22 } from './checks/d22-ports.ts';
import { d23 } from './checks/d23-same-forest.ts';
import { d24 } from './checks/d24-same-domain.ts';
import { d25 } from './checks/d25-global-catalogue.ts';
import { d26 } from './checks/d26-lookup-user.ts';
import { d27 } from './checks/d27-no-other-owner.ts';
import { d28 } from './checks/d28-endpoint-pool.ts';
import { d29 } from './checks/d29-one-endpoint.ts';
import { d30 } from './checks/d30-sip-domain.ts';
import { d31 } from './checks/d31-services-stopped.ts';
import { d32 } from './checks/d32-source-backup.ts';
import { d33 } from './checks/d33-conflicts.ts';
import { d34 } from './checks/d34-several-pools.ts';
import { d35 } from './checks/d35-planning-questions.ts';

export const DEPLOYMENT_CHECKS: readonly Check[] = [
  d01,
  d02,
  d03,
  d04,
  d05,
  d06,
  d07,
  d08,
  d09,
  d10,
  d11,
  d12,
  d13,
  d14,
  d15,
  d16,
  d17,
  d18,
  d19,
  d20,
  d21,
  d22,
  d23,
  d24,
  d25,
  d26,
  d27,
  d28,
  d29,
  d30,
  d31,
  d32,
  d33,
  d34,
  d35,
];
