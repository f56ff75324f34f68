// The drand chains of Appendix A: which round is out when, and whether a round's signature is the chain's.

import { bls12_381 } from '@noble/curves/bls12-381.js';
import { H } from './hash.js';
import { hexBytes } from './text.js';

/** Chains by hash: genesis and period in seconds, the G2 public key in hex. */
const CHAINS = {
  '52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971': {
    name: 'quicknet',
    genesis: 1692803367,
    period: 3,
    key:
      '83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b' +
      '0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a',
  },
};
const DST = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_';

export const isKnownChain = (chain) => Object.hasOwn(CHAINS, chain);

/** R(t): the first round that is out at t or later. */
export function roundAt(chain, t) {
  const { genesis, period } = CHAINS[chain];
  return t <= genesis ? 1 : 1 + Math.ceil((t - genesis) / period);
}

/** T(r): when round r is out. */
export function timeOf(chain, round) {
  const { genesis, period } = CHAINS[chain];
  return genesis + (round - 1) * period;
}

/** Whether the signature (hex) is the chain's for this round: a finite point of the subgroup, and the pairing holds. */
export function isRoundSigned(chain, round, signature) {
  const bytes = hexBytes(signature, 48);
  if (!bytes) return false;
  const message = new Uint8Array(8);
  new DataView(message.buffer).setBigUint64(0, BigInt(round));
  const bls = bls12_381.shortSignatures;
  try {
    const signed = bls12_381.G1.Point.fromBytes(bytes);
    signed.assertValidity(); // refuses infinity, too
    return bls.verify(signed, bls.hash(H(message), DST), hexBytes(CHAINS[chain].key, 96));
  } catch {
    return false; // not a point of the group
  }
}
