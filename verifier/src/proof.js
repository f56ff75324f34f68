// Verifies a proof file, in the order of spec §9.

import { checkAnchors, checkQuorum } from './anchors.js';
import { checkEntries, checkNumbers } from './audit.js';
import { isRoundSigned, roundAt } from './drand.js';
import { fail, must } from './failure.js';
import { H } from './hash.js';
import { readClose, readEntry, readOpen } from './leaves.js';
import { isIncluded, leafHash } from './merkle.js';
import { checkSignature, readCheckpoint, readNote } from './note.js';
import { readProofFile } from './proof_file.js';
import { checkClose, checkOpen, checkShown, closingRound, isSoldOut } from './rules.js';
import { Run } from './run.js';
import { beaconText, checkSelection, drawKey, prizeAt } from './selection.js';
import { hex, hexBytes } from './text.js';

const LEVELS = { drand: 'beacon', public: 'public', none: 'seed-only' };

/**
 * @param {Uint8Array} bytes the proof file
 * @param {object} trust
 * @param {import('./note.js').Key} trust.server
 * @param {import('./note.js').Key[]} [trust.witnesses]
 * @param {number} [trust.quorum] how many of them must have looked in time; 0: none
 * @param {object} [watch] see `Run`
 */
export function verifyProof(bytes, { server, witnesses = [], quorum = 0 }, watch) {
  const draw = { server, witnesses, quorum };
  return new Run(watch).report(async (run) => {
    await run.step('file', async (onProgress) => {
      draw.file = await readProofFile(bytes, onProgress);
    });
    await run.step('checkpoint', () => checkpoint(draw));
    await run.step('leaves', () => leaves(draw));
    await run.step('open', () => openLeaf(draw));
    await run.step('close', () => closeLeaf(draw));
    await run.step('shown', () => shownEntries(draw));
    await run.step('seed', () => seed(draw));
    await run.step('beacon', () => beacon(draw));
    await run.step('selection', (onProgress) => selection(draw, onProgress));
    await run.step('entries', (onProgress) => checkEntries(draw, onProgress));
    await run.step('numbers', (onProgress) => checkNumbers(draw, onProgress));
    await run.step('anchors', () => checkAnchors(draw));
    if (quorum > 0) await run.step('witnesses', () => checkQuorum(draw));
    return summary(draw);
  });
}

function checkpoint(draw) {
  const found = readCheckpoint(readNote(draw.file.checkpoint));
  must(found.origin.startsWith(`${draw.server.name}/`), 'checkpoint', `a log of ${found.origin}, not of ${draw.server.name}`);
  checkSignature(found, draw.server);
  must(found.size >= 2, 'checkpoint', 'no draw has so few leaves');
  const { origin, size, root } = found;
  Object.assign(draw, { origin, size, root });
  return { origin, size };
}

function leaves(draw) {
  const { file, size, root } = draw;
  draw.texts = new Map();
  for (const { index, leaf, proof } of file.leaves) {
    must(!draw.texts.has(index), 'inclusion', `leaf ${index} is shown twice`);
    must(isIncluded(leafHash(leaf), index, size, proof, root), 'inclusion', `leaf ${index} is not in the log`);
    draw.texts.set(index, leaf);
  }
  draw.last = typeof size === 'bigint' ? size - 1n : size - 1;
  must(draw.texts.has(0) && draw.texts.has(draw.last), 'inclusion', 'the open or the close leaf is missing');
  return { count: file.leaves.length };
}

function openLeaf(draw) {
  draw.openText = draw.texts.get(0);
  draw.open = readOpen(draw.openText, draw.origin);
  checkOpen(draw.open);
  return { opens: draw.open.opens };
}

function closeLeaf(draw) {
  draw.closeText = draw.texts.get(draw.last);
  draw.close = readClose(draw.closeText, draw.origin, draw.open);
  checkClose(draw.open, draw.close, draw.size);
  return { time: draw.close.time, entries: draw.close.entries, ballots: draw.close.ballots };
}

function shownEntries(draw) {
  const { open, close, texts, last, origin } = draw;
  const indices = [...texts.keys()].filter((index) => index !== 0 && index !== last).sort((a, b) => a - b);
  draw.shown = indices.map((index) => ({ index, entry: readEntry(texts.get(index), origin, open.tickets) }));
  checkShown(open, close, draw.shown);
  return { count: draw.shown.length };
}

/** The seed opens the commitment; without it a drand draw falls back, any other is void. */
function seed({ file, open, origin }) {
  must(file.beacon.kind === open.beacon.kind, 'beacon', `${open.beacon.kind} was announced, ${file.beacon.kind} used`);
  if (file.seed === null) {
    must(open.seed === null || open.beacon.kind === 'drand', 'seed', 'the seed was withheld: the draw is void');
    return { none: open.seed === null, withheld: open.seed !== null };
  }
  const bytes = hexBytes(file.seed, 32) ?? fail('seed', 'the seed is not written as 64 hex digits');
  must(hex(H('vdraw/1 seed\n', origin, '\n', bytes)) === open.seed, 'seed', 'the seed does not open the commitment');
  return {};
}

function beacon(draw) {
  const { file, open, close } = draw;
  const found = file.beacon;
  draw.fallback = file.seed === null && open.seed !== null;
  if (found.kind === 'none') return { kind: 'none' };
  if (found.kind === 'public') {
    const isValue = found.value.length <= 500 && /^[0-9A-Za-z.]+( [0-9A-Za-z.]+)*$/.test(found.value);
    must(isValue, 'beacon', 'a malformed public value');
    return { unchecked: 'public', kind: 'public', value: found.value, event: open.beacon.event };
  }
  const { chain } = open.beacon;
  draw.round = draw.fallback ? roundAt(chain, open.revealBy) : closingRound(open, close);
  must(found.chain === chain, 'round', 'another chain than announced');
  must(found.round === draw.round, 'round', `round ${found.round} was used, ${draw.round} decides`);
  must(isRoundSigned(chain, found.round, found.signature), 'beacon', 'the signature is not the one of this round');
  return { kind: 'drand', round: found.round };
}

async function selection(draw, onProgress) {
  const { file, origin, size, root, open, close, openText, round, shown } = draw;
  draw.key = drawKey({
    origin,
    size,
    root,
    openText,
    ballots: close.ballots,
    seed: file.seed,
    beacon: beaconText(file.beacon, round),
  });
  const byBallot = shown.toSorted((a, b) => a.entry.first - b.entry.first);
  const ownerOf = (ballot) => {
    let [low, high] = [0, byBallot.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (byBallot[middle].entry.first <= ballot) low = middle + 1;
      else high = middle;
    }
    const owner = byBallot[low - 1];
    return owner && ballot < owner.entry.first + owner.entry.count ? owner : undefined;
  };
  await checkSelection(open, close, draw.key, ownerOf, file.draws, onProgress);
  draw.ownerOf = ownerOf;
  return { count: file.draws.length };
}

function summary(draw) {
  const { file, open, close, ownerOf, fallback } = draw;
  const isEarly = close.time < open.closes;
  const draws = file.draws.map((drawn) => {
    const { entry } = ownerOf(drawn.ballot);
    const [word, place] = drawn.outcome.split(' ');
    return {
      ...drawn,
      who: entry.who,
      ticket: entry.numbers ? entry.numbers[drawn.ballot - entry.first] : null,
      prize: word === 'prize' ? prizeAt(open, Number(place)) : null,
    };
  });
  return {
    level: draw.quorum > 0 ? 'witnessed' : LEVELS[open.beacon.kind],
    full: file.entries !== undefined,
    fallback,
    early: isEarly,
    earlyReason: !isEarly ? null : isSoldOut(open, close) ? 'sold-out' : 'operator',
    draws,
    draw, // what a receipt is compared with, and the raw values
  };
}
