// Plays the instant-win plays of one session again from the revealed seeds (spec §8).

import { breather } from './breathe.js';
import { fail, must } from './failure.js';
import { H } from './hash.js';
import { JsonReader, integer, literal, string } from './json.js';
import { Stream } from './random.js';
import { Run } from './run.js';
import { after, decWithin, freeText, hex, hexBytes, isName, lines } from './text.js';

/** @param {Uint8Array} bytes the plays file */
export function verifyPlays(bytes, watch) {
  let file, table, seed;
  return new Run(watch).report(async (run) => {
    await run.step('file', () => {
      file = readPlays(bytes);
    });
    await run.step('paytable', () => {
      table = readPaytable(file.paytable);
      return { game: table.game };
    });
    await run.step('commitment', () => {
      seed = hexBytes(file.server_seed, 32) ?? fail('seed', 'not a seed');
      const commitment = hex(H('vdraw/1 play-seed\n', table.game, '\n', hex(H(file.paytable)), '\n', seed));
      must(commitment === file.commitment, 'seed', 'the seed does not open the commitment');
    });
    await run.step('client-seed', () => must(/^[0-9A-Za-z_-]{1,64}$/.test(file.client_seed), 'client-seed', 'malformed'));
    await run.step('plays', (onProgress) => replay(file, table, seed, onProgress));
    return { plays: file.plays.length, commitment: file.commitment };
  });
}

function readPlays(bytes) {
  const reader = new JsonReader(bytes);
  const play = (each) => each.object({ nonce: integer, code: string, prize: (text) => text.nullable(string) });
  const file = reader.object({
    format: literal('vdraw/1 plays'),
    paytable: string,
    commitment: string,
    server_seed: string,
    client_seed: string,
    plays: (each) => each.array(play),
  });
  reader.end();
  return file;
}

async function replay(file, table, seed, onProgress) {
  const breathe = breather(onProgress);
  for (const [i, play] of file.plays.entries()) {
    must(play.nonce === i, 'nonce', `play ${i} has the nonce ${play.nonce}`);
    const stream = new Stream(seed, `play ${file.client_seed}:${i}`);
    const symbols = Array.from({ length: table.length }, () => table.alphabet[Number(stream.uniform(BigInt(table.alphabet.length)))]);
    const code = symbols.join('');
    must(play.code === code && play.prize === prizeOf(table, code), 'play', `play ${i} gives ${code}`);
    await breathe(i / file.plays.length);
  }
  return { count: file.plays.length };
}

/** A paytable: game, alphabet, length, and rules of which the first that matches gives the prize. */
export function readPaytable(text) {
  const malformed = (what) => fail('paytable', what);
  const all = lines(text) ?? malformed('control characters');
  const named = (word) => after(all.shift(), word) ?? malformed(`no line ${word}`);
  if (all.shift() !== 'vdraw/1 paytable') malformed('another first line');
  const [game, alphabet, length] = [named('game'), named('alphabet'), decWithin(named('length'), 1, 99)];
  if (!isName(game) || !game.includes('/')) malformed('the game');
  const isAscending = [...alphabet].every((symbol, i) => i === 0 || alphabet[i - 1] < symbol);
  if (!/^[0-9A-Z]{2,36}$/.test(alphabet) || !isAscending) malformed('the alphabet');
  if (length === undefined) malformed('the length');
  if (all.length === 0) malformed('no rule');
  const rules = all.map((line) => ruleOf(line, alphabet, length) ?? malformed(`the rule ${line}`));
  return { game, alphabet, length, rules };
}

function ruleOf(line, alphabet, length) {
  const [, word, what, rest] = /^(mask|same) (\S+) (.*)$/u.exec(line) ?? [];
  const prize = freeText(rest);
  if (prize === undefined) return undefined;
  if (word === 'same') {
    const least = decWithin(what, 2, length);
    return least && { prize, matches: (code) => [...code].some((symbol) => code.split(symbol).length > least) };
  }
  const signs = { '?': () => true, '#': (symbol) => /[0-9]/.test(symbol), '@': (symbol) => /[A-Z]/.test(symbol) };
  const isMask = what.length === length && [...what].every((sign) => sign in signs || alphabet.includes(sign));
  const fits = (symbol, sign) => signs[sign]?.(symbol) ?? symbol === sign;
  return isMask ? { prize, matches: (code) => [...code].every((symbol, i) => fits(symbol, what[i])) } : undefined;
}

const prizeOf = (table, code) => table.rules.find(({ matches }) => matches(code))?.prize ?? null;
