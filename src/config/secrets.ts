/** Every secret that this configuration holds, for the fence that keeps them out of all output. */
import type { Configuration } from './configuration.ts';

export function secretsOf(configuration: Configuration): readonly string[] {
  const passwords = [configuration.source, configuration.target, configuration.compliance].map((address) =>
    address?.engine === 'sqlserver' ? address.password : null,
  );
  return [...passwords, configuration.directory.password].flatMap((secret) =>
    secret === null ? [] : [secret.reveal()],
  );
}
