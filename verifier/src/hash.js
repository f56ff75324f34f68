// SHA-256 and HMAC of texts, as the formulas of the specification write them.

import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concat, utf8 } from './text.js';

const bytesOf = (part) => (typeof part === 'string' ? utf8(part) : part);

/** H of texts and bytes written one after the other. */
export const H = (...parts) => sha256(concat(...parts.map(bytesOf)));

/** HMAC-SHA256 of a text. */
export const hmacSha256 = (key, text) => hmac(sha256, key, utf8(text));
