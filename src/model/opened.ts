/** A port and the way to let go of it. Closing twice is harmless. */
export interface Opened<Port> {
  readonly port: Port;
  close(): Promise<void>;
}
