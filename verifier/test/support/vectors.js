// The protocol's vectors, and how one of them is run.

import { readFileSync } from 'node:fs';
import { serverKey, verifyPlays, verifyProof, verifyReceipt, witnessKey } from '../../src/verify.js';

const FOLDER = new URL('../../../tests/vectors/', import.meta.url);

export const bytes = (text) => new TextEncoder().encode(text);
export const asFile = (value) => bytes(JSON.stringify(value));

/** All vectors of a file. */
export const vectors = (name) => JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'));

export function trustOf(vector) {
  return {
    server: serverKey(vector.vkey),
    witnesses: (vector.witnesses ?? []).map(witnessKey),
    quorum: vector.quorum ?? 0,
    ref: vector.ref,
  };
}

export const runProof = (vector) => verifyProof(asFile(vector.proof), trustOf(vector));

export async function runVector(vector) {
  if (vector.type === 'plays') return verifyPlays(asFile(vector.plays));
  if (vector.type === 'proof') return runProof(vector);
  const proof = vector.proof && (await verifyProof(asFile(vector.proof), { server: serverKey(vector.vkey) }));
  if (proof?.error) return proof;
  return verifyReceipt(bytes(vector.receipt), trustOf(vector), proof);
}
