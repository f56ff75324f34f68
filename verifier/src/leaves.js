// The three kinds of leaves (spec §3): what is announced, what is entered, how it was closed. Syntax only; what the
// values must be to each other is in `rules.js`.

import { isKnownChain } from './drand.js';
import { fail, must } from './failure.js';
import { after, dec, decWithin, fields, freeText, isHex, lines, time } from './text.js';

const MOST_TICKETS = 2 ** 24;
const MOST_PRIZE_LINES = 1000;

/** Reads the lines of a leaf one after the other; whatever is not as it should be is `leaf-format`. */
class Lines {
  constructor(text, kind, origin) {
    this.rest = lines(text) ?? fail('leaf-format', `the ${kind} leaf has a control character or no last line end`);
    this.kind = kind;
    this.given(this.next() === `vdraw/1 ${kind}` || undefined, 'first line');
    this.given(this.next() === origin || undefined, 'origin');
  }

  next() {
    return this.rest.shift();
  }

  /** The value, which must not be undefined. */
  given(value, what) {
    must(value !== undefined, 'leaf-format', `the ${this.kind} leaf: ${what}`);
    return value;
  }

  /** The rest of the next line, which begins with this word, as `read` understands it. */
  named(word, read) {
    const rest = after(this.next(), word);
    return this.given(rest === undefined ? undefined : read(rest), word);
  }

  /** The rest of the next line if it begins with this word; else undefined, and the line stays. */
  peek(word) {
    return after(this.rest[0], word);
  }

  end() {
    must(this.rest.length === 0, 'leaf-format', `the ${this.kind} leaf: more lines`);
  }
}

const yesOrNo = (text) => ({ yes: true, no: false })[text];
const noneOr = (read) => (text) => (text === 'none' ? null : read(text));
const hexText = (bytes) => (text) => (isHex(text, bytes) ? text : undefined);

/** null for sequential numbers, else how many ticket numbers there are. */
function numbersOf(text) {
  return text === 'sequential' ? null : decWithin(after(text, 'shuffled'), 1, MOST_TICKETS);
}

function beaconOf(text) {
  if (text === 'none') return { kind: 'none' };
  const event = freeText(after(text, 'public'));
  if (event !== undefined) return { kind: 'public', event };
  const [word, chain, margin, mode] = fields(text, 4) ?? [];
  if (word !== 'drand' || !isKnownChain(chain) || dec(margin) === undefined) return undefined;
  const round = mode === 'at-close' ? null : dec(mode);
  return round === undefined ? undefined : { kind: 'drand', chain, margin: dec(margin), round };
}

function prizeOf(text) {
  const at = text.indexOf(' ');
  const quantity = decWithin(text.slice(0, Math.max(at, 0)), 1, 100000);
  const name = freeText(text.slice(at + 1));
  return quantity === undefined || name === undefined ? undefined : { quantity, name };
}

/**
 * The open leaf: the terms, fixed before the first ballot.
 * `tickets` is null or N; `seed` null or the commitment; a drand beacon's `round` is null for at-close.
 */
export function readOpen(text, origin) {
  const from = new Lines(text, 'open', origin);
  const open = {
    opens: from.named('opens', time),
    closes: from.named('closes', time),
    terms: from.named('terms', noneOr(hexText(32))),
    tickets: from.named('numbers', numbersOf),
    seed: from.named('seed', noneOr(hexText(32))),
    beacon: from.named('beacon', beaconOf),
    revealBy: from.named('reveal-by', time),
    early: from.named('early', yesOrNo),
    onePrize: from.named('one-prize', yesOrNo),
    reserves: from.named('reserves', dec),
    prizes: [],
  };
  while (from.rest.length > 0) open.prizes.push(from.named('prize', prizeOf));
  must(open.prizes.length <= MOST_PRIZE_LINES, 'leaf-format', 'the open leaf: too many prizes');
  return open;
}

/** An entry leaf. `numbers` are the ticket numbers of a shuffled draw, else null. */
export function readEntry(text, origin, tickets) {
  const from = new Lines(text, 'entry', origin);
  const [first, count] = from.given(fields(from.next() ?? '', 2), 'first and count');
  const most = tickets === null ? 2 ** 32 : 1000;
  const entry = {
    first: from.given(decWithin(first, 1, 2 ** 40), 'first'),
    count: from.given(decWithin(count, 1, most), 'count'),
    time: from.given(time(from.next()), 'time'),
    who: from.given(hexText(32)(from.next()), 'who'),
    numbers: null,
  };
  if (tickets !== null) {
    entry.numbers = from.named('numbers', (rest) => {
      const numbers = (fields(rest, entry.count) ?? []).map((field) => decWithin(field, 1, tickets));
      return numbers.length === entry.count && !numbers.includes(undefined) ? numbers : undefined;
    });
  }
  from.end();
  return entry;
}

/** The close leaf. `round` is null unless the draw says its round at closing; `cancelled` are leaf indices. */
export function readClose(text, origin, open) {
  const from = new Lines(text, 'close', origin);
  const [entries, ballots] = from.given(fields(from.next() ?? '', 2), 'entries and ballots');
  const close = {
    entries: from.given(dec(entries), 'entries'),
    ballots: from.given(dec(ballots), 'ballots'),
    time: from.given(time(from.next()), 'time'),
    round: null,
    cancelled: new Set(),
  };
  if (open.beacon.kind === 'drand' && open.beacon.round === null) close.round = from.named('round', dec);
  for (let last = 0; from.peek('cancel') !== undefined; ) {
    last = from.named('cancel', (rest) => decWithin(rest, last + 1, Number(close.entries)));
    close.cancelled.add(last);
  }
  from.end();
  return close;
}
