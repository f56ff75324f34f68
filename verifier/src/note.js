// Signed notes, checkpoints and tlog-proofs as the C2SP writes them, and the keys that sign them (spec §2, §4, §5).

import { isPublicKey, isSigned } from './ed25519.js';
import { fail, must } from './failure.js';
import { H } from './hash.js';
import { isIncluded } from './merkle.js';
import { after, base64Bytes, concat, dec, hex, isName, isWellFormed, lines, sameBytes, utf8 } from './text.js';

const LOG = 0x01; // signs checkpoints
const WITNESS = 0x04; // cosigns them

/**
 * @typedef {{name: string, id: string, bytes: Uint8Array}} Key name, hex key ID, public key
 * @typedef {{text: string, lines: {name: string, id: string, signature: Uint8Array}[]}} Note
 * @typedef {{origin: string, size: number | bigint, root: Uint8Array, note: Note}} Checkpoint
 */

const keyId = (name, type, bytes) => hex(H(name, '\n', Uint8Array.of(type), bytes).subarray(0, 4));

/** A verifier key `<name>+<hex key ID>+<base64 of type and key>`, or undefined. */
function vkey(text, type) {
  const [, name, id, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+(.+)$/u.exec(text) ?? [];
  const bytes = encoded && base64Bytes(encoded);
  if (bytes?.length !== 33 || bytes[0] !== type) return undefined;
  const key = bytes.subarray(1);
  return keyId(name, type, key) === id && isPublicKey(key) ? { name, id, bytes: key } : undefined;
}

/** The *server vkey*. @returns {Key | undefined} */
export function serverKey(text) {
  const key = vkey(text, LOG);
  return key && isName(key.name) ? key : undefined;
}

/** The vkey of a witness. @returns {Key | undefined} */
export const witnessKey = (text) => vkey(text, WITNESS);

/** The form of a signed note: text, empty line, signature lines. @returns {Note} */
export function readNote(text) {
  const split = text.lastIndexOf('\n\n');
  must(split >= 0 && text.endsWith('\n') && isWellFormed(text), 'note', 'no signature lines');
  // eslint-disable-next-line no-control-regex
  must(!/[\u0000-\u0009\u000b-\u001f\u007f]/.test(text), 'note', 'a control character');
  const signatures = text.slice(split + 2, -1).split('\n');
  return { text: text.slice(0, split + 1), lines: signatures.map(signatureLine) };
}

function signatureLine(line) {
  const [, name, encoded] = /^\u2014 ([^\s+]+) (\S+)$/u.exec(line) ?? fail('note', 'a malformed signature line');
  const bytes = base64Bytes(encoded);
  must(bytes?.length > 4, 'note', 'a malformed signature');
  return { name, id: hex(bytes.subarray(0, 4)), signature: bytes.subarray(4) };
}

/** The three lines of a checkpoint: origin, size, root. @returns {Checkpoint} */
export function readCheckpoint(note) {
  const [origin, size, root, ...more] = lines(note.text) ?? fail('checkpoint', 'control characters');
  const [leaves, hash] = [dec(size), base64Bytes(root ?? '')];
  must(more.length === 0 && isName(origin) && leaves !== undefined && hash?.length === 32, 'checkpoint', 'not three lines: origin, size, root');
  return { origin, size: leaves, root: hash, note };
}

/** The server's signature: its key signs each log under that log's origin. At least one line, and none forged. */
export function checkSignature(checkpoint, server) {
  const { origin, note } = checkpoint;
  const id = keyId(origin, LOG, server.bytes);
  const own = note.lines.filter((line) => line.name === origin && line.id === id);
  must(own.length > 0, 'note-signature', 'not signed by the server');
  for (const { signature } of own) must(isSigned(server.bytes, utf8(note.text), signature), 'note-signature', 'a forged signature');
}

/** The times at which a witness cosigned. Whatever else stands in its name is forged. @returns {bigint[]} */
export function cosignedAt(note, witness) {
  const own = note.lines.filter((line) => line.name === witness.name && line.id === witness.id);
  return own.map(({ signature: bytes }) => {
    must(bytes.length === 72, 'cosignature', 'a cosignature of another length');
    const at = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0);
    const message = utf8(`cosignature/v1\ntime ${at}\n${note.text}`);
    must(isSigned(witness.bytes, message, bytes.subarray(8)), 'cosignature', 'a forged cosignature');
    return at;
  });
}

/**
 * A tlog-proof: a leaf's place in a tree, and the checkpoint of that tree.
 * @returns {{extra: Uint8Array | undefined, index: number | bigint, path: string[], note: string}}
 */
export function readTlogProof(text) {
  const malformed = (what) => fail('tlog-proof', what);
  const end = text.indexOf('\n\n');
  if (end < 0) malformed('no empty line');
  const head = text.slice(0, end).split('\n');
  if (head.shift() !== 'c2sp.org/tlog-proof@v1') malformed('another first line');
  const encoded = after(head[0], 'extra');
  if (encoded !== undefined) head.shift();
  const extra = encoded === undefined ? undefined : base64Bytes(encoded);
  if (extra?.length === 0 || (encoded !== undefined && !extra)) malformed('extra data that are none, or not base64');
  const index = dec(after(head.shift(), 'index')) ?? malformed('no index');
  for (const hash of head) if (base64Bytes(hash)?.length !== 32) malformed('a line that is no hash');
  return { extra, index, path: head, note: text.slice(end + 2) };
}

/** Whether a leaf hash stands where the tlog-proof says, in the tree of this checkpoint. */
export const isAt = (hash, proof, checkpoint) => isIncluded(hash, proof.index, checkpoint.size, proof.path, checkpoint.root);
