// Every vector gives what it expects; the primitives give the numbers of the specification.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { isRoundSigned, roundAt } from '../src/drand.js';
import { H } from '../src/hash.js';
import { Stream, order } from '../src/random.js';
import { hex, hexBytes } from '../src/text.js';
import { runVector, vectors } from './support/vectors.js';

const FILES = ['draws', 'large', 'raffle', 'witness', 'atclose', 'tampered', 'receipts', 'plays'];

test('no file of vectors is left out', () => {
  const all = readdirSync(new URL('../../tests/vectors/', import.meta.url)).filter((name) => name.endsWith('.json'));
  assert.deepEqual(all.sort(), [...FILES, 'primitives'].map((name) => `${name}.json`).sort());
});

for (const file of FILES) {
  test(file, async (t) => {
    const all = vectors(file);
    assert.ok(all.length > 0);
    for (const vector of all) {
      await t.test(vector.name, async () => {
        const report = await runVector(vector);
        const { ok, ...expected } = vector.expect;
        assert.equal(report.error ?? null, expected.error ?? null, report.detail);
        assert.equal(report.verdict !== 'failed', ok);
        for (const [name, value] of Object.entries(expected)) {
          const found = name === 'draws' ? report.draws.map(({ ballot, index, outcome }) => ({ ballot, index, outcome })) : report[name];
          assert.deepEqual(found, value, name);
        }
      });
    }
  });
}

const [given] = vectors('primitives');
const key = (text) => hexBytes(text, 32);

test('streams', () => {
  for (const { key: k, label, bytes } of given.stream) {
    const stream = new Stream(key(k), label);
    const count = Math.ceil(bytes.length / 64);
    const found = Array.from({ length: count }, (_, i) => hex(stream.block(i))).join('');
    assert.equal(found.slice(0, bytes.length), bytes);
  }
});

test('uniform numbers', () => {
  for (const { key: k, label, n, values } of given.uniform) {
    const stream = new Stream(key(k), label);
    assert.deepEqual(values.map(() => String(stream.uniform(BigInt(n)))), values);
  }
});

test('orders', () => {
  for (const { key: k, label, n, values } of given.order) {
    const numbers = order(key(k), label, n);
    assert.deepEqual(values.map(() => numbers.next().value), values);
  }
});

test('beacons and rounds', () => {
  for (const { chain, round, signature, valid, randomness } of given.beacons) {
    assert.equal(isRoundSigned(chain, round, signature), valid);
    if (randomness) assert.equal(hex(H(hexBytes(signature, 48))), randomness);
  }
  for (const { chain, time, round } of given.rounds) assert.equal(roundAt(chain, time), round);
});

test('who and seed', () => {
  for (const { origin, salt, ref, who } of given.who) {
    assert.equal(hex(H('vdraw/1 who\n', origin, '\n', hexBytes(salt, 16), ref)), who);
  }
  for (const { origin, seed, commitment } of given.seed) {
    assert.equal(hex(H('vdraw/1 seed\n', origin, '\n', hexBytes(seed, 32))), commitment);
  }
});

test('the primitives are all looked at', () => {
  const known = ['name', 'type', 'expect', 'stream', 'uniform', 'order', 'beacons', 'rounds', 'who', 'seed'];
  assert.deepEqual(Object.keys(given).filter((name) => !known.includes(name)), []);
});
