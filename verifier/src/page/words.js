// What the verifier says, in each language of the site. `{name}` is a place to fill; a pair is singular and plural.

import de from './words_de.js';
import en from './words_en.js';

export const LANGUAGES = { en, de };

/** The words of a language; English for those that are not there. */
export function wordsOf(language) {
  const code = language?.slice(0, 2) in LANGUAGES ? language.slice(0, 2) : 'en';
  const all = LANGUAGES[code];
  const number = new Intl.NumberFormat(code);
  const clock = new Intl.DateTimeFormat(code, { dateStyle: 'long', timeStyle: 'medium', timeZone: 'UTC' });
  const shown = (value) => (typeof value === 'number' || typeof value === 'bigint' ? number.format(value) : String(value));

  const find = (name) => name.split('.').reduce((part, key) => part?.[key], all);

  /** A text by its dotted name. With `values.n`, a pair gives singular or plural. */
  function say(name, values = {}) {
    const found = find(name);
    const text = Array.isArray(found) ? found[values.n === 1 ? 0 : 1] : found;
    if (typeof text !== 'string') throw new Error(`no words for ${name}`);
    return text.replace(/\{(\w+)\}/g, (place, key) => (key in values ? shown(values[key]) : place));
  }
  say.has = (name) => find(name) !== undefined;
  /** All texts of a list. @returns {string[]} */
  say.list = (name) => find(name);
  say.language = code;
  say.number = shown;
  say.time = (seconds) => `${clock.format(seconds * 1000)} UTC`;
  return say;
}
