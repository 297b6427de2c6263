/** The LDAP controls of Active Directory that a cut-over needs. Source: [MS-ADTS] 3.1.1.3.4.1. */
import { type BerWriter, Control } from 'ldapts';

/** Makes deleted objects visible, and lets them be brought back. */
export class ShowDeleted extends Control {
  constructor() {
    super('1.2.840.113556.1.4.417', { critical: true });
  }
}

/** Which parts of a security descriptor are meant. */
export const DESCRIPTOR_PARTS = { ownerGroupAndAccess: 7, access: 4 } as const;

export class DescriptorParts extends Control {
  readonly #parts: number;

  constructor(parts: number) {
    super('1.2.840.113556.1.4.801', { critical: true });
    this.#parts = parts;
  }

  protected override writeControl(writer: BerWriter): void {
    writer.startSequence(OCTET_STRING);
    writer.startSequence();
    writer.writeInt(this.#parts);
    writer.endSequence();
    writer.endSequence();
  }
}

const OCTET_STRING = 0x04;
