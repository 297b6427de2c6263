/** Management-shell commands as a person types them. Values are single-quoted literals: PowerShell expands nothing in them. */
import type { EndpointTarget } from './endpoint-driver-port.ts';

/** Source: about_Quoting_Rules; a quote inside is doubled, and so are the typographic quotes that PowerShell takes for one. */
export function quoted(value: string): string {
  return `'${value.replaceAll(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`;
}

/** Source: "New-CsPersistentChatEndpoint". */
export function newEndpointCommand({ sipUri, poolFqdn }: EndpointTarget): string {
  return `New-CsPersistentChatEndpoint -SipAddress ${quoted(sipUri)} -PersistentChatPoolFqdn ${quoted(poolFqdn)}`;
}

/** Source: "Remove-CsPersistentChatEndpoint". */
export function removeEndpointCommand({ sipUri }: EndpointTarget): string {
  return `Remove-CsPersistentChatEndpoint -Identity ${quoted(sipUri)} -Confirm:$false`;
}
