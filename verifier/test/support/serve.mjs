// Verifies what it is told on its standard input, one JSON line each, for tests/verifiers/agree.py: base64 of a proof file,
// a receipt, or both, and the keys. Answers with the code of each report, its unchecked parts and what it found.

import { createInterface } from 'node:readline';
import { serverKey, verifyPlays, verifyProof, verifyReceipt, witnessKey } from '../../src/verify.js';

const bytes = (base64) => Uint8Array.from(Buffer.from(base64, 'base64'));

function brief({ error, unchecked, level, full, fallback, early, draws, in_closed_log, cancelled, first, count, ref, plays }) {
  const drawn = draws?.map(({ ballot, index, outcome, ticket, prize, who }) => ({ ballot, index, outcome, ticket, prize, who }));
  return { error, unchecked, level, full, fallback, early, draws: drawn, in_closed_log, cancelled, first, count, ref, plays };
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  const answer = {};
  if (asked.plays !== undefined) answer.plays = brief(await verifyPlays(bytes(asked.plays)));
  const trust = { server: asked.vkey && serverKey(asked.vkey), witnesses: (asked.witnesses ?? []).map(witnessKey), quorum: asked.quorum ?? 0 };
  let proof;
  if (asked.proof !== undefined) {
    proof = await verifyProof(bytes(asked.proof), trust);
    answer.proof = brief(proof);
  }
  if (asked.receipt !== undefined) {
    const report = await verifyReceipt(bytes(asked.receipt), { ...trust, ref: asked.ref }, proof?.error ? undefined : proof);
    answer.receipt = brief(report);
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
