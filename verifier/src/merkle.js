// Merkle trees of RFC 6962 over SHA-256: roots, and paths from a leaf to the root.

import { sha256 } from '@noble/hashes/sha2.js';
import { base64Bytes, concat, sameBytes, utf8 } from './text.js';

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** The hash of a leaf, given as text. */
export const leafHash = (text) => sha256(concat(LEAF, utf8(text)));

const nodeHash = (left, right) => sha256(concat(NODE, left, right));

/**
 * Whether the hash stands at this index of the tree with this size and root (RFC 9162 §2.1.3.2).
 * @param {string[]} path base64, from the leaf upwards
 */
export function isIncluded(hash, index, size, path, root) {
  let [place, last] = [BigInt(index), BigInt(size) - 1n];
  if (place > last) return false;
  for (const text of path) {
    const sibling = base64Bytes(text);
    if (sibling?.length !== 32 || last === 0n) return false;
    if (place % 2n === 1n || place === last) {
      hash = nodeHash(sibling, hash);
      // a node without a right sibling moves up unchanged
      while (place % 2n === 0n && place !== 0n) [place, last] = [place / 2n, last / 2n];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [place, last] = [place / 2n, last / 2n];
  }
  return last === 0n && sameBytes(hash, root);
}

/** A tree that grows leaf by leaf and keeps only the roots of its complete subtrees. */
export class GrowingTree {
  size = 0;
  #subtrees = []; // largest first; one for each bit of the size

  /** @param {Uint8Array} hash of the leaf */
  add(hash) {
    for (let left = this.size; left % 2 === 1; left = (left - 1) / 2) hash = nodeHash(this.#subtrees.pop(), hash);
    this.#subtrees.push(hash);
    this.size++;
  }

  /** The root, of at least one leaf. */
  root() {
    return this.#subtrees.reduceRight((right, left) => nodeHash(left, right));
  }
}
