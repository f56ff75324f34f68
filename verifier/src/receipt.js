// Verifies a receipt: alone, and against the closed log of a proof file that passed (spec §4, §9).

import { Failure, fail, must } from './failure.js';
import { H } from './hash.js';
import { readEntry } from './leaves.js';
import { GrowingTree, leafHash } from './merkle.js';
import { checkSignature, isAt, readCheckpoint, readNote, readTlogProof } from './note.js';
import { Run } from './run.js';
import { after, freeText, fromUtf8, hex, hexBytes, lines, sameBytes } from './text.js';

/**
 * @param {Uint8Array} bytes the .tlog-proof file
 * @param {object} trust
 * @param {import('./note.js').Key} trust.server
 * @param {string} [trust.ref] who the receipt must be for
 * @param {object} [proof] the report of `verifyProof`, which did not fail
 */
export function verifyReceipt(bytes, { server, ref }, proof, watch) {
  const receipt = {};
  return new Run(watch).report(async (run) => {
    await run.step('form', () => form(bytes, receipt));
    await run.step('signature', () => {
      signature(receipt, server);
      const isThere = isAt(leafHash(receipt.leaf), receipt.tlog, receipt.checkpoint);
      must(isThere, 'inclusion', 'the entry is not in the log that was signed');
    });
    await run.step('who', () => who(receipt, ref));
    const { entry, ref: owner } = receipt;
    const facts = { origin: receipt.origin, first: entry.first, count: entry.count, time: entry.time, ref: owner };
    if (!proof) return facts;
    await run.step('kept', () => kept(receipt, proof.draw));
    await run.step('same', () => same(receipt, proof.draw));
    const { index } = receipt.tlog;
    const drawn = proof.draws.filter((each) => each.index === index);
    return { ...facts, in_closed_log: receipt.inClosedLog, cancelled: proof.draw.close.cancelled.has(index), drawn };
  });
}

function form(bytes, receipt) {
  const tlog = readTlogProof(fromUtf8(bytes) ?? fail('tlog-proof', 'not UTF-8'));
  const malformed = (what) => fail('receipt', what);
  const extra = fromUtf8(tlog.extra ?? malformed('no extra data')) ?? malformed('not UTF-8');
  const all = lines(extra) ?? malformed('control characters');
  const ref = freeText(after(all.pop(), 'ref')) ?? malformed('no reference');
  const salt = hexBytes(after(all.pop(), 'salt'), 16) ?? malformed('no salt');
  const leaf = all.map((line) => `${line}\n`).join('');
  Object.assign(receipt, { tlog, leaf, ref, salt });
}

function signature(receipt, server) {
  const checkpoint = readCheckpoint(readNote(receipt.tlog.note));
  const { origin } = checkpoint;
  must(origin.startsWith(`${server.name}/`), 'checkpoint', 'not a log of this server');
  checkSignature(checkpoint, server);
  Object.assign(receipt, { checkpoint, origin, entry: entryOf(receipt.leaf, origin) });
}

/** The entry, in a draw of which nothing else is known: it may have ticket numbers. */
function entryOf(leaf, origin) {
  const isShuffled = leaf.split('\n').length > 6;
  try {
    return readEntry(leaf, origin, isShuffled ? 2 ** 24 : null);
  } catch (error) {
    if (error instanceof Failure) fail('receipt', error.message);
    throw error;
  }
}

function who({ origin, salt, ref, entry }, wanted) {
  must(hex(H('vdraw/1 who\n', origin, '\n', salt, ref)) === entry.who, 'who', 'the entry is not of this person');
  must(wanted === undefined || ref === wanted, 'who', 'the receipt is for somebody else');
  return { ref };
}

/** The entry stands in the closed log where the receipt says. */
function kept(receipt, draw) {
  const { tlog, leaf, checkpoint, origin } = receipt;
  must(origin === draw.origin, 'receipt', 'the receipt is of another draw');
  const { index } = tlog;
  must(index < draw.last, 'dropped', `the closed log ends before leaf ${index}`);
  const found = draw.texts.get(index) ?? entryAt(draw, index);
  if (found === undefined) {
    receipt.inClosedLog = isClosing(checkpoint, draw) ? true : null;
    return receipt.inClosedLog ? {} : { unchecked: 'receipt-leaf' };
  }
  must(found === leaf, 'dropped', `leaf ${index} of the closed log is another one`);
  receipt.inClosedLog = true;
}

const isClosing = (checkpoint, draw) => checkpoint.size === draw.size && sameBytes(checkpoint.root, draw.root);

function entryAt(draw, index) {
  let at = 0;
  for (const text of draw.file.entries?.texts() ?? []) if (++at === index) return text;
  return undefined;
}

/** The log that the receipt was made from became the closed one. */
function same({ checkpoint }, draw) {
  const differs = 'the log of the receipt did not become the closed one';
  must(checkpoint.size <= draw.size, 'inconsistent', differs);
  if (checkpoint.size === draw.size) return must(isClosing(checkpoint, draw), 'inconsistent', differs);
  if (!draw.file.entries) return { unchecked: 'receipt-log' };
  const tree = new GrowingTree();
  tree.add(leafHash(draw.openText));
  for (const text of draw.file.entries.texts()) {
    if (tree.size === checkpoint.size) break;
    tree.add(leafHash(text));
  }
  must(sameBytes(tree.root(), checkpoint.root), 'inconsistent', differs);
  return undefined;
}
