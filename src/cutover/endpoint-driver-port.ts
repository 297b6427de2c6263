/** Whoever makes and removes the legacy endpoint. What it says it did is never believed: the directory is asked. */
export interface EndpointTarget {
  /** With `sip:`, as the well-known user had it. */
  readonly sipUri: string;
  readonly poolFqdn: string;
}

export interface EndpointDriver {
  readonly via: 'powershell' | 'ldap' | 'manual';
  /** Upper bound for one `create` or `remove`; a person needs longer than a program. */
  readonly timeoutSeconds: number;
  /** The command, for the plan. */
  says(target: EndpointTarget): string;
  saysUndo(target: EndpointTarget): string;
  /** Why it cannot work here; null = it can. Changes nothing. */
  obstacle(target: EndpointTarget): Promise<string | null>;
  create(target: EndpointTarget, stop: AbortSignal): Promise<void>;
  /** @param guid The contact to remove. */
  remove(target: EndpointTarget, guid: string, stop: AbortSignal): Promise<void>;
}
