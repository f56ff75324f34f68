// Each language has all words, with the same places to fill, and words for every step, code and level there is.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { LANGUAGES, wordsOf } from '../src/page/words.js';
import { runVector, vectors } from './support/vectors.js';

/** Dotted name → text, pairs and lists flattened. */
function flat(words, before = '') {
  return Object.entries(words).flatMap(([name, value]) => (typeof value === 'string' ? [[before + name, value]] : flat(value, `${before}${name}.`)));
}

test('the languages have the same words with the same places', () => {
  const places = (text) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
  const english = Object.fromEntries(flat(LANGUAGES.en));
  for (const [code, words] of Object.entries(LANGUAGES)) {
    const texts = flat(words);
    assert.deepEqual(texts.map(([name]) => name), Object.keys(english), code);
    for (const [name, text] of texts) assert.deepEqual(places(text), places(english[name]), `${code}: ${name}`);
  }
});

test('singular and plural', () => {
  const say = wordsOf('en-GB');
  assert.equal(say('form.chosen', { n: 1 }), '1 file chosen');
  assert.equal(say('form.chosen', { n: 1000 }), '1,000 files chosen');
  assert.equal(wordsOf('fr').language, 'en');
  assert.throws(() => say('no.such'));
});

test('every code that a check can give has words', () => {
  const folder = new URL('../src/', import.meta.url);
  const sources = readdirSync(folder).filter((name) => name.endsWith('.js')).map((name) => readFileSync(new URL(name, folder), 'utf8')).join('\n');
  const spec = 'format note checkpoint note-signature inclusion leaf-format open-rules round ballots close-time late seed beacon selection root numbers anchor cosignature witness tlog-proof receipt who dropped inconsistent paytable client-seed nonce play';
  const codes = spec.split(' ');
  assert.deepEqual(Object.keys(LANGUAGES.en.codes).sort(), codes.toSorted());
  for (const code of codes) assert.ok(sources.includes(`'${code}'`), `${code} is never given`);
});

test('every step that the vectors reach has words', async () => {
  const say = wordsOf('en');
  for (const file of ['draws', 'raffle', 'witness', 'atclose', 'receipts', 'plays']) {
    for (const vector of vectors(file).slice(0, 20)) {
      const report = await runVector(vector);
      for (const { id } of report.steps) assert.ok(say.has(`names.${id}`) && say.has(`steps.${id}`), id);
      for (const what of report.unchecked) assert.ok(say.has(`unchecked.${what}`), what);
    }
  }
});
