// Where the verifier starts: fills each element with `data-verify` by what that says. `tool` is the form, `draw` the
// button on a draw's page, `file` the page that is one file and brings its own languages.

import { h } from './dom.js';
import { draw } from './draw.js';
import { tool } from './tool.js';
import { LANGUAGES, wordsOf } from './words.js';

const NAMES = { en: 'English', de: 'Deutsch' };

/** The page that is one file: heading, language, form. */
function file(root, language) {
  const say = wordsOf(language);
  document.documentElement.lang = say.language;
  document.title = say('title');
  const place = h('div', { class: 'stack' });
  const choose = Object.keys(LANGUAGES).map((code) => {
    const button = h('button', { type: 'button', class: 'quiet', lang: code, 'aria-current': code === say.language && 'true' }, NAMES[code]);
    button.addEventListener('click', () => file(root, code));
    return button;
  });
  root.replaceChildren(
    h('div', { class: 'prose stack' }, h('h1', null, say('title')), h('p', null, say('offline'))),
    place,
    h('div', { class: 'row languages', role: 'group', 'aria-label': say('language') }, choose));
  tool(place, say);
}

for (const root of document.querySelectorAll('[data-verify]')) {
  const say = wordsOf(document.documentElement.lang);
  const { verify, key } = root.dataset;
  if (verify === 'file') file(root, navigator.language);
  else if (verify === 'draw') draw(root, say);
  else tool(root, say, key);
  root.hidden = false;
}
