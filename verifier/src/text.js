// The alphabet of the protocol (spec §1): lines, fields, decimal numbers, hex, base64, names. Readers are strict:
// what is not written in the one allowed way is refused, never mended. They return `undefined` for what is refused.

const encoder = new TextEncoder();

/** Bytes of a text. */
export const utf8 = (text) => encoder.encode(text);

/** The text of some bytes; `undefined` if they are not UTF-8. A byte order mark stays visible, so it is refused later. */
export function fromUtf8(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The lines of a text in which each line ends in one LF and nothing else is below U+0020, U+007F or a byte order mark. */
export function lines(text) {
  if (!text.endsWith('\n') || !isClean(text.replaceAll('\n', ' '))) return undefined;
  return text.slice(0, -1).split('\n');
}

/** Whether a text has no control characters, byte order mark or half a character. */
// eslint-disable-next-line no-control-regex
export const isClean = (text) => !/[\u0000-\u001f\u007f]|^\ufeff/.test(text) && isWellFormed(text);

/** Whether there is no half of a surrogate pair. */
export const isWellFormed = (text) =>
  !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);

/** The fields of a line, if there are so many, parted by one space each. */
export function fields(line, count) {
  const found = line.split(' ');
  return found.length === count && found.every((field) => field !== '') ? found : undefined;
}

/** The rest of a line that begins with this word and a space. */
export function after(line, word) {
  return line?.startsWith(word + ' ') ? line.slice(word.length + 1) : undefined;
}

/**
 * A *dec*. Numbers too large for a double to hold exactly are big integers; comparing the two kinds is exact, too.
 * @returns {number | bigint | undefined}
 */
export function dec(field) {
  return /^(0|[1-9][0-9]{0,18})$/.test(field ?? '') ? whole(field) : undefined;
}

/** A decimal text as a number that is exact. */
export function whole(digits) {
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : BigInt(digits);
}

/** A *dec* from `least` to `most`. */
export function decWithin(field, least, most) {
  const value = dec(field);
  return value !== undefined && value >= least && value <= most ? value : undefined;
}

/** A *time*. */
export const time = (field) => decWithin(field, 0, 2 ** 40);

/** *Free text*. */
export function freeText(text) {
  if (text === undefined || !isClean(text)) return undefined;
  const length = [...text].length;
  return length >= 1 && length <= 200 ? text : undefined;
}

/** Lower-case *hex* of so many bytes. */
export const isHex = (field, bytes) => field?.length === 2 * bytes && /^[0-9a-f]*$/.test(field);

export function hexBytes(field, bytes) {
  if (!isHex(field, bytes)) return undefined;
  return Uint8Array.from({ length: bytes }, (_, i) => parseInt(field.slice(2 * i, 2 * i + 2), 16));
}

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** *b64*: padded and canonical, so encoding again gives the same. */
export function base64Bytes(field) {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(field)) return undefined;
  let binary;
  try {
    binary = atob(field);
  } catch {
    return undefined;
  }
  return btoa(binary) === field ? Uint8Array.from(binary, (character) => character.charCodeAt(0)) : undefined;
}

export const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

/** A *server name* or *origin*: segments that can stand in a URL, none of them taken by the tiles. */
export function isName(text) {
  const segment = /^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/;
  return text.length <= 200 && text.split('/').every((part) => segment.test(part) && part !== 'checkpoint' && part !== 'tile');
}

export function sameBytes(a, b) {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

export function concat(...parts) {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
