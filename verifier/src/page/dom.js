// Elements, icons and numbers, as the style sheet of the site (`static/app.css`) knows them. Text is only ever set as
// text, so nothing in a file can become markup.

/** An element. Attributes that are false, null or undefined are left out; children may be texts, elements or nothing. */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** An icon of the symbol sheet that is in the page. */
export function icon(id, isWide = false) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', isWide ? 'i w' : 'i');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#${id}`);
  svg.append(use);
  return svg;
}

/** A ballot's number with the leading zeros of the site. */
export function ballot(number) {
  const digits = String(number);
  const zeros = '0'.repeat(Math.max(0, 4 - digits.length));
  return h('data', { class: 'bn', value: digits }, zeros && h('span', { class: 'z' }, zeros), digits);
}

/** A label and a value that may be long. */
export const code = (label, value) => h('div', null, h('dt', null, label), h('dd', null, h('code', null, String(value))));

/** A part that is folded away. */
export const fold = (title, ...children) => h('details', null, h('summary', null, title), ...children);
