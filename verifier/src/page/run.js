// Runs verifications for a page: shows how far they are, then what they found, and says so to those who listen.

import { serverKey, verifyPlays, verifyProof, verifyReceipt, witnessKey } from '../verify.js';
import { fromUtf8 } from '../text.js';
import { h } from './dom.js';
import { playsView, proofView, receiptView } from './view.js';

/** What a person did not fill in as it must be; its text is for them. */
export class Problem extends Error {}

/** What kind of file some bytes are; a proof is what is nothing else. */
export function kindOf(bytes) {
  const start = fromUtf8(bytes.subarray(0, 23));
  if (start?.startsWith('c2sp.org/tlog-proof@v')) return 'receipt';
  const head = new TextDecoder().decode(bytes.subarray(0, 2000));
  return head.includes('"vdraw/1 plays"') ? 'plays' : 'proof';
}

/** The keys as text, as something that verifies. */
export function trustOf(say, { key, witnesses = '', quorum = 0, ref = '' }) {
  if (key.trim() === '') throw new Problem(say('form.noKey'));
  const server = serverKey(key.trim());
  if (!server) throw new Problem(say('form.badKey'));
  const lines = witnesses.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  const known = lines.map((line, at) => {
    const witness = witnessKey(line);
    if (!witness) throw new Problem(say('form.badWitness', { n: at + 1 }));
    return witness;
  });
  if (quorum > new Set(known.map(({ bytes }) => String(bytes))).size) throw new Problem(say('form.badQuorum'));
  return { server, witnesses: known, quorum, ref: ref.trim() || undefined };
}

/**
 * Verifies the files and fills `place` with what comes of it.
 * @param {{kind: string, bytes: Uint8Array}[]} files at most one proof
 * @param {() => object} trust read only when a file needs it
 */
export async function runAll(say, place, files, trust, keyText) {
  const watch = progress(say, place);
  const found = [];
  const plays = files.filter(({ kind }) => kind === 'plays');
  for (const { bytes } of plays) found.push(...playsView(say, await verifyPlays(bytes, watch)));
  let proof;
  const proofFile = files.find(({ kind }) => kind === 'proof');
  if (proofFile) {
    proof = await verifyProof(proofFile.bytes, trust(), watch);
    found.push(...proofView(say, proof, keyText));
  }
  for (const { bytes } of files.filter(({ kind }) => kind === 'receipt')) {
    // a receipt says nothing about a file that is wrong itself
    const report = await verifyReceipt(bytes, trust(), proof?.error ? undefined : proof, watch);
    found.unshift(...receiptView(say, report));
  }
  place.replaceChildren(...found);
  place.querySelector('h2')?.focus();
  return proof;
}

/** A bar that says what is being checked. */
function progress(say, place) {
  const label = h('p', { role: 'status' }, say('form.reading'));
  const bar = h('progress', { max: '1', 'aria-label': say('form.reading') });
  place.replaceChildren(h('div', { class: 'stack tight' }, label, bar));
  return {
    onProgress(id, share) {
      const text = say('form.running', { step: say(`names.${id}`) });
      if (label.textContent !== text) label.textContent = text;
      bar.value = Math.min(share, 1);
    },
  };
}

/** A message in place of an answer. */
export function showProblem(say, place, error) {
  const box = h('div', { class: 'note bad', role: 'alert', tabindex: '-1' },
    h('p', { class: 'state bad' }, say('form.problem')), h('p', null, error.message));
  place.replaceChildren(box);
  box.focus();
}
