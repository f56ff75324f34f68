// JSON as strict as the specification: exactly the members asked for, names unique, integers exact, texts well-formed.
// Reads bytes from front to back, so a file with millions of entries is never held as one value. (`JSON.parse` would
// keep the last of two equal names, and round large numbers.)

import { fail } from './failure.js';
import { fromUtf8, isWellFormed, whole } from './text.js';

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const ESCAPES = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

const refuse = (what, at) => fail('format', `${what} at byte ${at}`);

/** A place in a JSON text. */
export class JsonReader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  /** The next byte that is not white space. */
  #peek() {
    for (;;) {
      const byte = this.bytes[this.at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return byte;
      this.at++;
    }
  }

  #take(byte) {
    if (this.#peek() !== byte) return false;
    this.at++;
    return true;
  }

  #expect(character) {
    if (!this.#take(character.charCodeAt(0))) refuse(`no ${character}`, this.at);
  }

  /** Nothing but white space may follow. */
  end() {
    if (this.#peek() !== undefined) refuse('something after the end', this.at);
  }

  /** @returns {string} */
  string() {
    this.#expect('"');
    const start = this.at;
    let isPlain = true;
    for (; ; this.at++) {
      const byte = this.bytes[this.at];
      if (byte === QUOTE) break;
      if (byte === undefined || byte < 0x20) refuse('a text that does not end', this.at);
      if (byte === BACKSLASH) {
        isPlain = false;
        this.at++;
      }
    }
    const raw = fromUtf8(this.bytes.subarray(start, this.at)) ?? refuse('not UTF-8', start);
    this.at++;
    if (isPlain) return raw;
    const text = raw.replace(/\\(?:u([0-9a-fA-F]{4})|(.))?/gsu, (_, code, letter) =>
      code ? String.fromCharCode(parseInt(code, 16)) : (ESCAPES[letter] ?? refuse('an unknown escape', start)));
    return isWellFormed(text) ? text : refuse('half a character', start);
  }

  /** A whole number, not negative, written without fraction or exponent. @returns {number | bigint} */
  integer() {
    const start = (this.#peek(), this.at);
    while (this.bytes[this.at] >= 0x30 && this.bytes[this.at] <= 0x39) this.at++;
    const digits = String.fromCharCode(...this.bytes.subarray(start, Math.min(this.at, start + 25)));
    if (!/^(0|[1-9][0-9]{0,19})$/.test(digits) || BigInt(digits) >= 1n << 64n) refuse('not a whole number', start);
    return whole(digits);
  }

  /** null, or what `read` reads. */
  nullable(read) {
    if (this.#peek() !== 0x6e) return read(this);
    if (String.fromCharCode(...this.bytes.subarray(this.at, this.at + 4)) !== 'null') refuse('an unknown word', this.at);
    this.at += 4;
    return null;
  }

  /** Calls `read` at each item of an array. */
  *items(read) {
    this.#expect('[');
    if (this.#take(0x5d)) return;
    do yield read(this);
    while (this.#take(COMMA));
    this.#expect(']');
  }

  /** An array of what `read` reads. */
  array(read) {
    return [...this.items(read)];
  }

  /**
   * An object: `readers` has a function for each member that may be there. It may be asynchronous.
   * @returns {Generator<[string, unknown]>}
   */
  *members(readers) {
    this.#expect('{');
    const seen = new Set();
    if (this.#take(0x7d)) return;
    do {
      const start = this.at;
      const name = this.string();
      if (!Object.hasOwn(readers, name) || seen.has(name)) refuse(`the member ${name.slice(0, 40)}`, start);
      seen.add(name);
      if (!this.#take(COLON)) refuse('no colon', this.at);
      yield [name, readers[name](this)];
    } while (this.#take(COMMA));
    this.#expect('}');
  }

  /** An object with each of these members. */
  object(readers) {
    return complete(Object.fromEntries(this.members(readers)), Object.keys(readers));
  }
}

/** The object, if none of these members is missing. */
export function complete(object, names) {
  for (const name of names) if (!Object.hasOwn(object, name)) fail('format', `the member ${name} is missing`);
  return object;
}

/** Readers for the usual kinds. */
export const string = (reader) => reader.string();
export const integer = (reader) => reader.integer();
export const literal = (text) => (reader) => (reader.string() === text ? text : fail('format', `not "${text}"`));
