// What the verifier offers to pages and tests.

export { serverKey, witnessKey } from './note.js';
export { verifyPlays } from './plays.js';
export { verifyProof } from './proof.js';
export { verifyReceipt } from './receipt.js';
