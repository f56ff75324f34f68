// The full audit (spec §9 step 6): all entries give the signed root, follow each other without gap and in time; and a
// raffle's ticket numbers are the ones that follow from the seed.

import { breather } from './breathe.js';
import { Failure, fail, must } from './failure.js';
import { isRoundSigned, roundAt } from './drand.js';
import { readEntry } from './leaves.js';
import { GrowingTree, leafHash } from './merkle.js';
import { order } from './random.js';
import { isInTime } from './rules.js';
import { beaconText, ticketKey } from './selection.js';
import { sameBytes } from './text.js';

/** The parts in the order in which a failure of them is told, whatever entry it was found at. */
const ORDER = ['leaf-format', 'ballots', 'late'];

export async function checkEntries(draw, onProgress) {
  const { file, openText, closeText, root, close, size } = draw;
  const list = file.entries;
  if (!list) return { unchecked: 'entries' };
  const [tree, walk, breathe] = [new GrowingTree(), new Walk(draw), breather(onProgress)];
  tree.add(leafHash(openText));
  for (const text of list.texts()) {
    tree.add(leafHash(text));
    walk.next(text, tree.size - 1);
    if (tree.size % 128 === 0) await breathe(tree.size / list.length);
  }
  tree.add(leafHash(closeText));
  must(tree.size === size && sameBytes(tree.root(), root), 'root', 'the entries do not give the root that was signed');
  walk.end(close);
  return { count: list.length };
}

/** The entries one after the other. Failures are kept, since the root is judged first. */
class Walk {
  #failures = new Map();
  #ballots = 0;
  #before = 0;

  constructor({ origin, open, close }) {
    this.origin = origin;
    this.open = open;
    this.close = close;
  }

  #check(holds, code, detail) {
    if (!holds && !this.#failures.has(code)) this.#failures.set(code, detail);
  }

  next(text, index) {
    let entry;
    try {
      entry = readEntry(text, this.origin, this.open.tickets);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return this.#check(false, error.code, `entry ${index}: ${error.message}`);
    }
    this.#check(entry.first === this.#ballots + 1, 'ballots', `entry ${index} does not follow the one before`);
    this.#check(isInTime(this.open, this.close, entry, this.#before), 'late', `entry ${index}`);
    this.#ballots = entry.first + entry.count - 1;
    this.#before = entry.time;
  }

  end(close) {
    this.#check(this.#ballots === close.ballots, 'ballots', `${this.#ballots} ballots, not ${close.ballots}`);
    for (const code of ORDER) if (this.#failures.has(code)) fail(code, this.#failures.get(code));
  }
}

/** The ticket numbers of a raffle: of all entries, or of those shown. */
export async function checkNumbers(draw, onProgress) {
  const { file, open, close, origin, openText } = draw;
  const opening = file.open_beacon;
  if (open.tickets === null) return must(opening === undefined, 'format', 'only a raffle has an opening beacon');
  const beacon = openingBeacon(opening, open, file.seed !== null);
  if (file.seed === null) return { unchecked: 'numbers' };

  const key = ticketKey({ origin, tickets: open.tickets, openText, seed: file.seed, beacon });
  const tickets = new Uint32Array(close.ballots + 1);
  const breathe = breather(onProgress);
  const numbers = order(key, 'perm', open.tickets);
  for (let ballot = 1; ballot <= close.ballots; ballot++) {
    tickets[ballot] = numbers.next().value;
    if (ballot % 128 === 0) await breathe(ballot / close.ballots);
  }
  for (const entry of shownOrAll(draw)) {
    const isRight = entry.numbers.every((number, i) => number === tickets[entry.first + i]);
    must(isRight, 'numbers', `the ticket numbers of ballot ${entry.first} do not follow from the seed`);
  }
  return { tickets: open.tickets };
}

function* shownOrAll({ file, shown, origin, open }) {
  if (!file.entries) yield* shown.map(({ entry }) => entry);
  else for (const text of file.entries.texts()) yield readEntry(text, origin, open.tickets);
}

/** The `<opening beacon>` of Kp. It is needed with drand and a seed, and right wherever it stands. */
function openingBeacon(found, { beacon: { kind, chain }, opens }, hasSeed) {
  if (found === undefined) {
    must(kind !== 'drand' || !hasSeed, 'format', 'the opening beacon is missing');
    return 'none';
  }
  if (kind !== 'drand') {
    must(found.kind === 'none', 'beacon', 'the draw has no opening beacon');
    return 'none';
  }
  must(found.kind === 'drand', 'beacon', 'the opening beacon is not drand');
  const round = roundAt(chain, opens);
  must(found.chain === chain && found.round === round, 'round', `the opening round is ${round}`);
  must(isRoundSigned(chain, round, found.signature), 'beacon', 'the signature is not the one of the opening round');
  return beaconText(found, round);
}
