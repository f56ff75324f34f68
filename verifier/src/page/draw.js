// On the page of a draw: loads its proof and checks it where it is shown. The page loads this file when it is asked to,
// see `static/check.js`.

import { h } from './dom.js';
import { Problem, runAll, showProblem, trustOf } from './run.js';

/**
 * @param {HTMLElement} root its data: `proof` and perhaps `full`, addresses of the proof file without and with all
 *   entries; `key`, the server's key
 */
export function draw(root, say) {
  const { proof, full, key } = root.dataset;
  const place = h('div', { class: 'stack wide' });
  const buttons = h('p', { class: 'row' });
  const add = (label, address, look) => {
    const button = h('button', { type: 'button', class: look }, label);
    button.addEventListener('click', () => check(address));
    buttons.append(button);
    return button;
  };
  add(say('draw.again'), proof);
  let whole;
  root.replaceChildren(buttons, place);
  check(proof);

  async function check(address) {
    for (const button of buttons.children) button.disabled = true;
    try {
      const trust = trustOf(say, { key });
      const bytes = await load(address);
      const report = await runAll(say, place, [{ kind: 'proof', bytes }], () => trust, key);
      if (full && !whole && report.unchecked.includes('entries')) whole = add(say('draw.full'), full, 'quiet');
    } catch (error) {
      showProblem(say, place, error);
      if (!(error instanceof Problem)) throw error;
    } finally {
      for (const button of buttons.children) button.disabled = false;
    }
  }

  async function load(address) {
    let why;
    try {
      const answer = await fetch(address, { credentials: 'omit' });
      if (answer.ok) return new Uint8Array(await answer.arrayBuffer());
      why = String(answer.status);
    } catch (error) {
      why = error.message;
    }
    throw new Problem(say('form.fetch', { why }));
  }
}
