// What the vectors leave open: JSON, notes, keys and signatures at their edges, and any flipped bit.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ed25519 } from '@noble/curves/ed25519.js';
import { isSigned } from '../src/ed25519.js';
import { JsonReader, integer, string } from '../src/json.js';
import { GrowingTree, isIncluded, leafHash } from '../src/merkle.js';
import { readNote, readTlogProof, serverKey, witnessKey } from '../src/note.js';
import { base64, base64Bytes, concat, dec, freeText, hexBytes, isName, lines, time } from '../src/text.js';
import { verifyProof } from '../src/verify.js';
import { asFile, bytes, trustOf, vectors } from './support/vectors.js';

const reader = (text) => new JsonReader(typeof text === 'string' ? bytes(text) : text);
const refused = (action, code) => assert.throws(action, (error) => error.code === code);

test('JSON objects have exactly their members', () => {
  const read = (text) => {
    const from = reader(text);
    const value = from.object({ a: integer, b: string });
    from.end();
    return value;
  };
  assert.deepEqual(read(' {"a" : 1,\n"b":"x"} '), { a: 1, b: 'x' });
  assert.deepEqual(read('{"b":"","\\u0061":0}'), { a: 0, b: '' });
  for (const text of [
    '{"a":1}', '{"a":1,"b":"x","c":1}', '{"a":1,"a":1,"b":"x"}', '{"a":1,"\\u0061":1,"b":"x"}', '{"a":1,"b":"x",}',
    '{"a":1 "b":"x"}', '{"a":1,"b":"x"}x', '{"a":1,"b":"x"}{}', '["a"]', '', '{', '{"a":1,"b":"x"', '\ufeff{"a":1,"b":"x"}',
    '{"a":1,"b":null}', '{"a":"1","b":"x"}', '{"a":1,"b":1}', "{'a':1,\"b\":\"x\"}", '{"a":1,"b":"x"}\u00a0', '{"a":1,"__proto__":"x","b":""}',
  ]) refused(() => read(text), 'format');
});

test('JSON numbers are whole and exact', () => {
  for (const [text, value] of [['0', 0], ['7', 7], ['9007199254740993', 9007199254740993n], ['18446744073709551615', 2n ** 64n - 1n]]) {
    assert.equal(integer(reader(text)), value);
  }
  for (const text of ['-1', '-0', '01', '', '+1', 'a', '18446744073709551616', '1'.repeat(50)]) refused(() => integer(reader(text)), 'format');
  for (const text of ['1.0', '1e3', '1E3', '0x10', '1_0']) {
    refused(() => {
      const from = reader(text);
      integer(from);
      from.end();
    }, 'format');
  }
});

test('JSON texts are whole characters', () => {
  assert.equal(string(reader('"a\\n\\u00e9\\ud83d\\ude00\\/é"')), 'a\né😀/é');
  for (const text of ['"\\ud83d"', '"\\ude00\\ud83d"', '"\\x41"', '"\\u12"', '"a', '"a\\"', '"a\nb"', '"\t"', '"\\']) refused(() => string(reader(text)), 'format');
  for (const wrong of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe2, 0x82]]) {
    refused(() => string(reader(Uint8Array.of(0x22, ...wrong, 0x22))), 'format');
  }
});

test('numbers, times and names are written in one way', () => {
  for (const text of ['00', '01', '', '-1', '+1', '1 ', ' 1', '1.0', '١', '1'.repeat(20)]) assert.equal(dec(text), undefined, text);
  assert.equal(dec('9'.repeat(19)), 9999999999999999999n);
  assert.equal(time(String(2 ** 40)), 2 ** 40);
  assert.equal(time(String(2 ** 40 + 1)), undefined);
  for (const text of ['a', 'a.b/c', `a/${'b'.repeat(63)}`, 'x-1.y/2023-08-23', `${'a/'.repeat(99)}ab`]) assert.ok(isName(text), text);
  for (const text of ['', '/', 'a/', 'a//b', 'A', 'a_b', '-a', 'a-', 'a/checkpoint', 'tile', 'b'.repeat(64), `${'a/'.repeat(99)}abc`, 'a\n']) assert.ok(!isName(text), text);
  assert.equal(freeText('😀'.repeat(200)).length, 400);
  for (const text of ['', '😀'.repeat(201), 'a\u0000', 'a\u007f', 'a\n', '\ud83d']) assert.equal(freeText(text), undefined);
  assert.equal(freeText('\u0085 é'), '\u0085 é');
});

test('texts and base64 are canonical', () => {
  assert.deepEqual(lines('a\n\nb\n'), ['a', '', 'b']);
  for (const text of ['', 'a', 'a\nb', 'a\r\n', 'a\t\n', '\ufeffa\n', 'a\u007f\n', 'a\u0000\n']) assert.equal(lines(text), undefined);
  assert.deepEqual(base64Bytes('AAE='), Uint8Array.of(0, 1));
  for (const text of ['AAE', 'AAF=', 'AA E=', 'AAE=\n', 'AAE==', '====', 'AA-_', 'A']) assert.equal(base64Bytes(text), undefined, text);
  assert.equal(hexBytes('AB', 1), undefined);
});

test('keys are read strictly', () => {
  const [x] = vectors('witness');
  assert.ok(serverKey(x.vkey));
  assert.ok(witnessKey(x.witnesses[0]));
  assert.equal(witnessKey(x.vkey), undefined);
  assert.equal(serverKey(x.witnesses[0]), undefined);
  const other = x.vkey.replace(/\+[0-9a-f]{8}\+/, '+00000000+');
  for (const text of [x.vkey.toUpperCase(), x.vkey.slice(0, -1), x.vkey.replace('v', 'w'), `${x.vkey}\n`, ` ${x.vkey}`, '', other]) {
    assert.equal(serverKey(text), undefined, text);
  }
});

test('notes are read strictly', () => {
  const good = 'a\n\n\u2014 a AAAAAAA=\n';
  assert.equal(readNote(good).text, 'a\n');
  assert.equal(readNote('a\n\nb\n\n\u2014 a AAAAAAA=\n').text, 'a\n\nb\n');
  for (const text of [
    good.slice(0, -1), `${good}\n`, `${good}x\n`, 'a\n\n', 'a\n', '', 'a\n\n\u2014 a AAAA\n', 'a\n\n\u2014 a AAAAAAB=\n', 'a\n\n\u2014  a AAAAAAA=\n',
    'a\n\n- a AAAAAAA=\n', 'a\n\n\u2014 a+b AAAAAAA=\n', 'a\n\n\u2014 a AAAAAAA= \n', good.replaceAll('\n', '\r\n'), `\t${good}`,
  ]) refused(() => readNote(text), 'note');
});

test('tlog-proofs are read strictly', () => {
  const hash = base64(new Uint8Array(32));
  const good = `c2sp.org/tlog-proof@v1\nextra YQ==\nindex 2\n${hash}\n\nnote`;
  assert.deepEqual(readTlogProof(good), { extra: bytes('a'), index: 2, path: [hash], note: 'note' });
  assert.equal(readTlogProof(good.replace('extra YQ==\n', '')).extra, undefined);
  for (const [from, to] of [['@v1', '@v2'], ['index 2', 'index 02'], ['index 2\n', ''], ['YQ==', 'YQ'], [hash, 'AA=='], ['\n\n', '\n'], ['extra', 'Extra']]) {
    refused(() => readTlogProof(good.replace(from, to)), 'tlog-proof');
  }
});

test('signatures are verified strictly', () => {
  const secret = new Uint8Array(32).fill(7);
  const key = ed25519.getPublicKey(secret);
  const message = bytes('x');
  const good = ed25519.sign(message, secret);
  assert.ok(isSigned(key, message, good));
  assert.ok(!isSigned(key, bytes('y'), good));
  assert.ok(!isSigned(key, message, good.subarray(1)));
  const L = ed25519.Point.Fn.ORDER;
  let s = L + good.subarray(32).reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
  const more = Uint8Array.from({ length: 32 }, () => {
    const byte = Number(s & 255n);
    s >>= 8n;
    return byte;
  });
  assert.ok(!isSigned(key, message, concat(good.subarray(0, 32), more)), 'S + L');
  // points of small order: the neutral element, written as it must be and with the sign bit, and one of order 2
  const zero = new Uint8Array(32);
  for (const [first, last] of [[1, 0], [1, 0x80], [0xee, 0x7f]]) {
    const point = zero.slice();
    point[0] = first;
    point[31] = last;
    if (first === 0xee) point.fill(0xff, 1, 31);
    assert.ok(!isSigned(point, message, concat(point, zero)), 'small order');
    assert.ok(!isSigned(key, message, concat(point, good.subarray(32))), 'small order R');
  }
});

test('every leaf of trees of every small size is included, and nowhere else', () => {
  const hashes = Array.from({ length: 20 }, (_, i) => leafHash(`leaf ${i}\n`));
  const root = (from, to) => {
    const tree = new GrowingTree();
    for (const hash of hashes.slice(from, to)) tree.add(hash);
    return tree.root();
  };
  const path = (index, from, to) => {
    if (to - from === 1) return [];
    const split = from + 2 ** Math.ceil(Math.log2(to - from) - 1);
    return index < split ? [...path(index, from, split), base64(root(split, to))] : [...path(index, split, to), base64(root(from, split))];
  };
  for (let size = 1; size <= hashes.length; size++) {
    for (let index = 0; index < size; index++) {
      const steps = path(index, 0, size);
      for (let other = 0; other <= size; other++) {
        assert.equal(isIncluded(hashes[index], other, size, steps, root(0, size)), other === index, `${index} at ${other} of ${size}`);
      }
      assert.ok(!isIncluded(hashes[index], index, size, [...steps, base64(hashes[0])], root(0, size)));
      assert.ok(!isIncluded(hashes[index], index, size, steps.slice(1), root(0, size)) || steps.length === 0);
    }
  }
});

test('a flipped bit anywhere in a proof file is noticed', async () => {
  const x = vectors('witness').find(({ name }) => name === '2 of 3 witnesses');
  const trust = { ...trustOf(x), quorum: 3 }; // with fewer, a cosignature that breaks would not matter
  const data = asFile(x.proof);
  assert.equal((await verifyProof(data, trust)).verdict, 'verified');
  let seed = 1;
  for (let round = 0; round < 400; round++) {
    seed = (seed * 48271) % 2147483647; // Lehmer's generator: the same bits each time
    const bit = seed % (data.length * 8);
    const changed = data.slice();
    changed[bit >> 3] ^= 1 << (bit & 7);
    const report = await verifyProof(changed, trust);
    assert.ok(report.error, `bit ${bit}: ${report.verdict}`);
  }
});

test('each member of a proof file matters', async () => {
  const x = vectors('witness').find(({ name }) => name === '2 of 3 witnesses');
  for (const name of Object.keys(x.proof)) {
    const { [name]: _, ...rest } = x.proof;
    const report = await verifyProof(asFile(rest), trustOf(x));
    assert.ok(report.error || (name === 'entries' && report.verdict === 'incomplete'), name);
  }
});
