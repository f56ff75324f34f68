// What the values of the leaves must be to each other (spec §3, §9 step 3). Pure arithmetic on what `leaves.js` read.

import { roundAt, timeOf } from './drand.js';
import { must } from './failure.js';

const MOST_PLACES = 100000;

/** How many prizes there are. */
export const places = (open) => open.prizes.reduce((sum, { quantity }) => sum + quantity, 0);

/** The values announced, and the round that follows from them. */
export function checkOpen(open) {
  const rule = (holds, what) => must(holds, 'open-rules', what);
  const { beacon } = open;
  rule(open.opens < open.closes && open.closes < open.revealBy, 'opens, closes and reveal-by are not in order');
  rule(places(open) <= MOST_PLACES && open.reserves <= MOST_PLACES, 'too many prizes or reserves');
  rule(open.seed !== null || beacon.kind !== 'none', 'neither seed nor beacon');
  rule(open.tickets === null || open.seed !== null, 'shuffled without a seed');
  if (beacon.kind !== 'drand') return;
  rule(beacon.margin >= 60 && beacon.margin <= 2 ** 20, 'the margin');
  rule(!open.early || beacon.round === null, 'may close early, but the round is fixed');
  const round = roundAt(beacon.chain, open.closes + beacon.margin);
  rule(open.revealBy > timeOf(beacon.chain, round), 'reveal-by is not after the round');
  must(beacon.round === null || beacon.round === round, 'round', `round ${beacon.round} is announced, ${round} follows from closing time and margin`);
}

/** The round that decides, unless the seed is withheld. Not for draws without drand. */
export function closingRound(open, close) {
  return open.beacon.round ?? roundAt(open.beacon.chain, close.time + open.beacon.margin);
}

export const isSoldOut = (open, close) => open.tickets !== null && close.ballots === open.tickets;

/** The close leaf of a log of this size. */
export function checkClose(open, close, size) {
  const { entries, ballots } = close;
  const count = (holds, what) => must(holds, 'ballots', what);
  count(BigInt(entries) === BigInt(size) - 2n, 'the number of entries is not that of the log');
  count(entries === 0 ? ballots === 0 : ballots >= entries, 'fewer ballots than entries');
  count(open.tickets === null || ballots <= open.tickets, 'more ballots than tickets');
  count(ballots <= (open.onePrize || close.cancelled.size > 0 ? 2 ** 24 : 2 ** 40), 'too many ballots');

  const moment = (holds, what) => must(holds, 'close-time', what);
  moment(close.time >= open.opens, 'closed before it opened');
  moment(close.time >= open.closes || open.early || isSoldOut(open, close), 'closed before its time');
  moment(close.time < open.revealBy, 'closed at reveal-by or later');
  if (open.beacon.kind !== 'drand') return;
  const out = timeOf(open.beacon.chain, closingRound(open, close));
  moment(close.time < out && out < open.revealBy, 'the round is not between closing and reveal-by');
  must(close.round === null || close.round === closingRound(open, close), 'round', `the close leaf says round ${close.round}`);
}

/** An entry's time, given the time of the one before it. */
export function isInTime(open, close, entry, before) {
  return entry.time >= before && entry.time >= open.opens && entry.time < open.closes && entry.time <= close.time;
}

/**
 * The entries that the file shows, by index: in time, within the ballots, none overlapping.
 * @param {{index: number, entry: object}[]} shown ascending
 */
export function checkShown(open, close, shown) {
  let before = 0;
  for (const { index, entry } of shown) {
    must(isInTime(open, close, entry, before), 'late', `entry ${index}`);
    before = entry.time;
  }
  let free = 1;
  for (const { entry } of shown.toSorted((a, b) => a.entry.first - b.entry.first)) {
    must(entry.first >= free && entry.first + entry.count - 1 <= close.ballots, 'ballots', `ballot ${entry.first}`);
    free = entry.first + entry.count;
  }
}
