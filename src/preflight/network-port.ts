/** What pre-flight asks the network. Every call is bounded in time by its implementation. */
import { type ExitName, OperatorError } from '#src/model/errors.ts';

/** A server or a name service gave no answer. */
export class NetworkUnreachable extends OperatorError {
  readonly code = 'NETWORK_UNREACHABLE';
  readonly exit: ExitName = 'unreachable';
  readonly hint: string;

  constructor(what: string, why: string, cause?: unknown) {
    super(`${what}: ${why}`, cause);
    this.hint = 'Check the name, the firewall and the network between this computer and the server.';
  }
}

export interface PresentedCertificate {
  readonly subject: string;
  readonly issuer: string;
  /** Hex, upper case; null where the certificate has none. */
  readonly authorityKeyId: string | null;
  readonly subjectKeyId: string | null;
  /** SHA-256 of the public key, hex. */
  readonly publicKeyHash: string;
  /** Milliseconds since 1970, UTC. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly dnsNames: readonly string[];
  /** Dotted OIDs; empty = not limited. */
  readonly extendedKeyUsages: readonly string[];
  readonly keyType: string;
  readonly keyBits: number | null;
  readonly raw: Buffer;
}

export interface TlsFacts {
  /** Leaf first, as far as the server sent it. */
  readonly chain: readonly PresentedCertificate[];
  /** e.g. `TLSv1.2` */
  readonly protocol: string;
}

export type Reached =
  | { readonly reached: true }
  | {
      readonly reached: false;
      /** The host answered that nobody listens there; false where no answer came at all. */
      readonly refused: boolean;
      readonly why: string;
    };

export interface NetworkPort {
  /** Addresses of a name, IPv4 and IPv6; empty when there is no such name. @throws NetworkUnreachable without an answer */
  resolve(name: string): Promise<string[]>;
  connect(host: string, port: number): Promise<Reached>;
  /** Takes any certificate and any version of TLS: it is looked at, not trusted. @throws NetworkUnreachable */
  tls(host: string, port: number): Promise<TlsFacts>;
}
