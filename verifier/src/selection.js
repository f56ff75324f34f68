// Who wins (spec §7): the key K, and the ballots taken in its order.

import { breather } from './breathe.js';
import { fail, must } from './failure.js';
import { H } from './hash.js';
import { order } from './random.js';
import { places } from './rules.js';
import { base64, hex } from './text.js';

/** The `<beacon>` of K and Kp. */
export function beaconText(beacon, round) {
  if (beacon.kind === 'drand') return `drand ${beacon.chain} ${round} ${beacon.signature}`;
  return beacon.kind === 'public' ? `public ${beacon.value}` : 'none';
}

/** K. `openText` is the text of the open leaf. */
export function drawKey({ origin, size, root, openText, ballots, seed, beacon }) {
  const lines = ['vdraw/1 draw', origin, size, base64(root), hex(H(openText)), ballots, seed ?? '-', beacon];
  return H(lines.map((line) => `${line}\n`).join(''));
}

/** The order of a raffle's ticket numbers: Kp. */
export function ticketKey({ origin, tickets, openText, seed, beacon }) {
  const lines = ['vdraw/1 perm', origin, tickets, hex(H(openText)), seed, beacon];
  return H(lines.map((line) => `${line}\n`).join(''));
}

/** The prize of place p, counted from 1. */
export function prizeAt(open, place) {
  let total = 0;
  return open.prizes.find(({ quantity }) => (total += quantity) >= place)?.name;
}

/**
 * Draws again and compares with what the file claims, ballot by ballot.
 * @param {(ballot: number) => {index: number, entry: object} | undefined} ownerOf among the leaves shown
 * @param {{ballot: number, index: number, outcome: string}[]} claimed
 */
export async function checkSelection(open, close, key, ownerOf, claimed, onProgress) {
  const [prizes, all] = [places(open), places(open) + Number(open.reserves)];
  const breathe = breather(onProgress);
  const placed = new Set(); // who has a place, if nobody may have two
  let [place, step] = [0, 0];
  const ballots = order(key, 'select', close.ballots);
  while (place < all) {
    const ballot = ballots.next().value;
    if (ballot === undefined) break;
    const owner = ownerOf(ballot) ?? fail('selection', `ballot ${ballot} is drawn, and its entry is not shown`);
    let outcome;
    if (close.cancelled.has(owner.index)) outcome = 'cancelled';
    else if (open.onePrize && placed.has(owner.entry.who)) outcome = 'skipped';
    else {
      placed.add(owner.entry.who);
      place++;
      outcome = place <= prizes ? `prize ${place}` : `reserve ${place - prizes}`;
    }
    const claim = claimed[step++];
    const isSame = claim?.ballot === ballot && claim.index === owner.index && claim.outcome === outcome;
    must(isSame, 'selection', `draw ${step} gives ballot ${ballot}: ${outcome}; the file says ${claim ? `${claim.ballot}: ${claim.outcome}` : 'nothing'}`);
    await breathe(place / all);
  }
  must(step === claimed.length, 'selection', `the file has ${claimed.length} draws, ${step} follow`);
}
