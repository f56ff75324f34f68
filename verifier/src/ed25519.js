// Ed25519, verified strictly (spec §2): S < L, canonical A and R, neither of small order, and the equation without
// cofactor. Neither WebCrypto nor the library's own `verify` promises all of that, so only its points are used.

import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { concat, sameBytes } from './text.js';

const { Point } = ed25519;
const L = Point.Fn.ORDER;

const littleEndian = (bytes) => bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);

/** The point, if it is written canonically and not of small order. */
function point(bytes) {
  try {
    const found = Point.fromBytes(bytes, false);
    return sameBytes(found.toBytes(), bytes) && !found.isSmallOrder() ? found : undefined;
  } catch {
    return undefined;
  }
}

/** Whether 32 bytes are a public key with which something can be verified. */
export const isPublicKey = (bytes) => bytes.length === 32 && point(bytes) !== undefined;

/** Whether the signature of the message verifies. */
export function isSigned(publicKey, message, signature) {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  const [A, R] = [point(publicKey), point(signature.subarray(0, 32))];
  const S = littleEndian(signature.subarray(32));
  if (!A || !R || S >= L) return false;
  const k = littleEndian(sha512(concat(signature.subarray(0, 32), publicKey, message))) % L;
  return Point.BASE.multiplyUnsafe(S).add(A.negate().multiplyUnsafe(k)).equals(R);
}
