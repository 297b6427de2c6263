/**
 * Small pieces of bytes that stay, side by side in large buffers: each by itself they would take a small object each, and
 * leave gaps between the buffers that come and go.
 */

const SLAB_BYTES = 1024 * 1024;

export class ByteSlabs {
  #slab: Buffer = Buffer.alloc(0);
  #used = 0;

  /** @param bytes of which nothing is kept; @returns the same bytes, which stay */
  readonly keep = (bytes: Buffer): Buffer => {
    if (this.#slab.length - this.#used < bytes.length) {
      this.#slab = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, bytes.length));
      this.#used = 0;
    }
    const place = this.#slab.subarray(this.#used, this.#used + bytes.length);
    bytes.copy(place);
    this.#used += bytes.length;
    return place;
  };
}
