// The proof file (spec §9) as JSON: its members and their types, nothing about what they mean.

import { breather } from './breathe.js';
import { fail } from './failure.js';
import { JsonReader, complete, integer, literal, string } from './json.js';

const leaf = (reader) => reader.object({ index: integer, leaf: string, proof: (each) => each.array(string) });
const draw = (reader) => reader.object({ ballot: integer, index: integer, outcome: string });

const BEACON_MEMBERS = { drand: ['kind', 'chain', 'round', 'signature'], public: ['kind', 'value'], none: ['kind'] };

function beacon(reader) {
  const found = Object.fromEntries(reader.members({ kind: string, chain: string, round: integer, signature: string, value: string }));
  const wanted = Object.hasOwn(BEACON_MEMBERS, found.kind ?? '') ? BEACON_MEMBERS[found.kind] : fail('format', 'an unknown kind of beacon');
  if (Object.keys(found).length > wanted.length) fail('format', 'a beacon with members of another kind');
  return complete(found, wanted);
}

/** The list of all entries: it is read where it stands, as often as needed, and never held as a whole. */
class EntryList {
  constructor(bytes, at) {
    this.bytes = bytes;
    this.at = at;
    this.length = 0;
  }

  /** The entries' texts. @returns {Generator<string>} */
  texts() {
    return new JsonReader(this.bytes, this.at).items(string);
  }
}

/** Reads the list once, so that it is known to be well-formed, and leaves the reader behind it. */
async function entries(reader, onProgress) {
  const list = new EntryList(reader.bytes, reader.at);
  const breathe = breather(onProgress);
  for (const _ of reader.items(string)) {
    list.length++;
    if (list.length % 256 === 0) await breathe(reader.at / reader.bytes.length);
  }
  return list;
}

/**
 * The members of a proof file. Those that are absent are undefined.
 * @param {Uint8Array} bytes
 */
export async function readProofFile(bytes, onProgress) {
  const reader = new JsonReader(bytes);
  const file = {};
  const members = reader.members({
    format: literal('vdraw/1 proof'),
    checkpoint: string,
    seed: (each) => each.nullable(string),
    beacon,
    leaves: (each) => each.array(leaf),
    draws: (each) => each.array(draw),
    entries: (each) => entries(each, onProgress),
    open_beacon: beacon,
    anchor_open: string,
    anchor_close: string,
    anchor_result: string,
  });
  for (const [name, value] of members) file[name] = await value;
  reader.end();
  return complete(file, ['format', 'checkpoint', 'seed', 'beacon', 'leaves', 'draws']);
}
