// From a key to unbiased numbers (spec §6).

import { hmacSha256 } from './hash.js';

const ALL = 1n << 64n;

/** Stream(key, label), read as 64-bit numbers, and Uniform over it. */
export class Stream {
  #block = 0;
  #words = [];

  constructor(key, label) {
    this.key = key;
    this.label = label;
  }

  /** Block number `i`. */
  block(i) {
    return hmacSha256(this.key, `vdraw/1 ${this.label}\n${i}\n`);
  }

  #next() {
    if (this.#words.length === 0) {
      const { buffer, byteOffset } = this.block(this.#block++);
      const view = new DataView(buffer, byteOffset, 32);
      this.#words = [24, 16, 8, 0].map((at) => view.getBigUint64(at)); // the first one last: `pop` takes it first
    }
    return this.#words.pop();
  }

  /** Uniform(m): a number below m, each equally likely. @param {bigint} m from 1 to 2^64 - 1 */
  uniform(m) {
    const limit = ALL - (ALL % m);
    for (;;) {
      const x = this.#next();
      if (x < limit) return x % m;
    }
  }
}

/** Order(key, label, n): 1..n in random order. Only cells that were swapped are kept, so n may be large. */
export function* order(key, label, n) {
  const stream = new Stream(key, label);
  const swapped = new Map();
  for (let i = 0; i < n; i++) {
    const j = i + Number(stream.uniform(BigInt(n - i)));
    const [here, there] = [swapped.get(i) ?? i + 1, swapped.get(j) ?? j + 1];
    swapped.set(j, here);
    swapped.delete(i); // never looked at again
    yield there;
  }
}
