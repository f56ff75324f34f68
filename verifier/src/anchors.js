// What the server log says about the draw, and who saw it say so (spec §5, §9 step 7).

import { timeOf } from './drand.js';
import { must } from './failure.js';
import { H } from './hash.js';
import { leafHash } from './merkle.js';
import { checkSignature, cosignedAt, isAt, readCheckpoint, readNote, readTlogProof } from './note.js';
import { closingRound } from './rules.js';
import { base64, hex } from './text.js';

export function checkAnchors(draw) {
  const { file, origin, openText, size, root, key } = draw;
  const expected = {
    open: `open ${origin} ${hex(H(openText))}`,
    close: `close ${origin} ${size} ${base64(root)}`,
    result: `result ${origin} ${hex(key)}`,
  };
  draw.seen = {};
  for (const [kind, line] of Object.entries(expected)) {
    const text = file[`anchor_${kind}`];
    if (text !== undefined) draw.seen[kind] = anchor(text, `vdraw/1 anchor\n${line}\n`, draw);
  }
  return { kinds: Object.keys(draw.seen) };
}

/** Checks one anchor. @returns {Map<string, bigint[]>} when each witness, by key, cosigned it */
function anchor(text, leaf, { server, witnesses }) {
  const proof = readTlogProof(text);
  must(proof.extra === undefined, 'anchor', 'an anchor with extra data');
  const checkpoint = readCheckpoint(readNote(proof.note));
  must(checkpoint.origin === server.name, 'checkpoint', 'an anchor that is not in the server log');
  checkSignature(checkpoint, server);
  must(isAt(leafHash(leaf), proof, checkpoint), 'anchor', 'the server log says something else');
  return new Map(witnesses.map((witness) => [hex(witness.bytes), cosignedAt(checkpoint.note, witness)]));
}

/** Enough witnesses saw each anchor when it mattered. */
export function checkQuorum({ file, open, close, quorum, witnesses, seen }) {
  must(open.beacon.kind === 'drand', 'witness', 'witnesses prove nothing without drand');
  const needs = (kind, isInTime) => {
    const inTime = [...(seen[kind]?.values() ?? [])].filter((times) => times.some(isInTime));
    must(inTime.length >= quorum, 'witness', `${inTime.length} witnesses saw the ${kind} anchor in time, ${quorum} are asked for`);
  };
  const out = timeOf(open.beacon.chain, closingRound(open, close));
  needs('open', (t) => t <= open.opens);
  needs('close', (t) => t >= close.time && t < out);
  if (file.seed !== null) needs('result', (t) => t < open.revealBy);
  return { quorum, witnesses: witnesses.length };
}
