// The form: choose or drop a proof file or a receipt, enter the server's key, see what comes of it.

import { h } from './dom.js';
import { Problem, kindOf, runAll, showProblem, trustOf } from './run.js';

const field = (id, label, input, hint) =>
  h('div', { class: 'field' }, h('label', { for: id }, label), hint && h('p', { class: 'hint', id: `${id}-hint` }, hint), input);

/** Fills an element with the form. `key` is the server's key if the page's own site gives one. */
export function tool(root, say, key) {
  const described = (id) => ({ id, 'aria-describedby': `${id}-hint` });
  const files = h('input', { type: 'file', multiple: true, ...described('v-files') });
  const keyField = h('textarea', { ...described('v-key'), class: 'key', rows: '2', spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off' });
  keyField.value = key ?? '';
  const witnesses = h('textarea', { id: 'v-witnesses', rows: '3', spellcheck: 'false', autocomplete: 'off' });
  const quorum = h('input', { type: 'number', min: '0', max: '100', value: '0', ...described('v-quorum') });
  const ref = h('input', { type: 'text', autocomplete: 'off', spellcheck: 'false', ...described('v-ref') });
  const chosen = h('p', { class: 'hint', role: 'status' });
  const button = h('button', null, say('form.submit'));
  const form = h('form', { class: 'drop' },
    field('v-files', say('form.files'), files, say('form.filesHint')),
    chosen,
    field('v-key', say('form.key'), keyField, say(key ? 'form.keyOfSite' : 'form.keyHint')),
    h('details', { class: 'bare' }, h('summary', null, say('form.more')),
      h('div', { class: 'stack' },
        field('v-witnesses', say('form.witnesses'), witnesses),
        field('v-quorum', say('form.quorum'), quorum, say('form.quorumHint')),
        field('v-ref', say('form.ref'), ref, say('form.refHint')))),
    button);
  const place = h('div', { class: 'stack wide' });
  root.replaceChildren(form, place);

  let dropped = [];
  const tell = () => {
    const all = [...files.files, ...dropped];
    chosen.textContent = all.length > 0 ? `${say('form.chosen', { n: all.length })}: ${all.map(({ name }) => name).join(', ')}` : '';
  };
  files.addEventListener('change', () => {
    dropped = [];
    tell();
  });
  form.addEventListener('dragover', (event) => {
    event.preventDefault();
    form.classList.add('over-it');
  });
  form.addEventListener('dragleave', () => form.classList.remove('over-it'));
  form.addEventListener('drop', (event) => {
    event.preventDefault();
    form.classList.remove('over-it');
    dropped = [...event.dataTransfer.files];
    files.value = '';
    tell();
  });

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      const all = await read([...files.files, ...dropped]);
      if (all.length === 0) throw new Problem(say('form.noFile'));
      if (all.filter(({ kind }) => kind === 'proof').length > 1) throw new Problem(say('form.twoProofs'));
      const entered = { key: keyField.value, witnesses: witnesses.value, quorum: Number(quorum.value), ref: ref.value };
      if (all.some(({ kind }) => kind !== 'plays')) trustOf(say, entered); // before anything is shown
      await runAll(say, place, all, () => trustOf(say, entered), keyField.value.trim());
    } catch (error) {
      showProblem(say, place, error);
      if (!(error instanceof Problem)) throw error;
    } finally {
      button.disabled = false;
    }
  });
}

async function read(files) {
  return Promise.all(files.map(async (file) => {
    const bytes = new Uint8Array(await file.arrayBuffer());
    return { kind: kindOf(bytes), bytes };
  }));
}
