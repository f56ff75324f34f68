// Shows what a verification found: the answer first, in plain words; then the steps, one line each; then what it is
// worth; then the raw values.

import { places } from '../rules.js';
import { base64, hex } from '../text.js';
import { ballot, code, fold, h, icon } from './dom.js';

const MOST_WINNERS = 20;
const MOST_ROWS = 200;
const FRAUD = ['dropped', 'inconsistent'];
/** Steps in which there is nothing to check: no promise was made that could be broken. */
const ABSENT = ['seedNone', 'beaconNone', 'anchorsNone'];
const MARKS = { ok: ['ok', 'i-yes'], absent: ['soft', 'i-part'], unchecked: ['warn', 'i-part'], failed: ['bad', 'i-no'] };
const SIGNS = { ok: 'i-yes', warn: 'i-part', bad: 'i-no' };

/** The text with elements in its places. */
function filled(text, values) {
  return text.split(/(\{\w+\})/).map((part) => values[/^\{(\w+)\}$/.exec(part)?.[1]] ?? part);
}

/** The big answer: a sign, a stamp, one sentence, what it means. */
function answer(say, { tone, title, stamp, error }, ...text) {
  return h('div', { class: `note ${tone} answer` },
    h('p', null, h('span', { class: `stamp ${tone}` }, icon(SIGNS[tone], true), stamp)),
    h('h2', { tabindex: '-1' }, title),
    error && h('p', null, say(`codes.${error}`)),
    ...text,
    error && h('p', { class: 'soft small' }, say('answer.code', { code: error })));
}

const uncheckedList = (say, report) =>
  h('ul', { class: 'bullets' }, report.unchecked.map((what) => h('li', null, say(`unchecked.${what}`))));

/** The answer to a proof. Green only where nothing remains to be said. */
function proofAnswer(say, report) {
  const { error, level, verdict, fallback, earlyReason } = report;
  const stamp = say(`answer.stamp.${verdict}`, { level: level ?? '' });
  const line = (name) => h('p', null, say(`answer.${name}`));
  if (error) return answer(say, { tone: 'bad', title: say('answer.failed'), stamp, error }, line('failedText'));
  const isWhole = verdict === 'verified';
  const kind = fallback ? 'fallback' : level === 'seed-only' ? 'seedOnly' : verdict;
  return answer(say, { tone: kind === 'verified' ? 'ok' : 'warn', title: say(`answer.${kind}`), stamp },
    winnerLines(say, report),
    kind !== 'incomplete' && line(`${kind}Text`),
    earlyReason && line(`early.${earlyReason}`),
    line(isWhole ? 'wholeText' : 'incompleteText'),
    !isWhole && uncheckedList(say, report));
}

/** The winning ballots in a sentence or a short list; always with the answer, so that nobody has to look for them. */
function winnerLines(say, { draws, draw }) {
  const winners = draws.filter(({ prize }) => prize !== null);
  const all = places(draw.open);
  if (all === 0) return h('p', null, say('winners.noPrizes'));
  if (winners.length === 0) return h('p', null, h('b', null, say('winners.none')));
  const line = (each) => [
    ...filled(say('winners.wins', {}), { ballot: ballot(each.ballot), prize: h('b', { class: 'wrap' }, each.prize) }),
    each.ticket !== null && ` (${say('winners.ticket', { n: each.ticket })})`,
  ];
  const left = all - winners.length;
  return h('div', { class: 'stack tight' },
    h('ul', { class: 'won' }, winners.slice(0, MOST_WINNERS).map((each) => h('li', null, line(each)))),
    winners.length > MOST_WINNERS && h('p', null, say('winners.more', { n: winners.length - MOST_WINNERS })),
    left > 0 && h('p', null, say('winners.left', { n: left })));
}

/** One step as a line. */
function stepLine(say, step) {
  const word = wordOf(say, step);
  const state = step.state === 'ok' && ABSENT.includes(word) ? 'absent' : step.state;
  const [tone, sign] = MARKS[state];
  const kinds = step.kinds?.map((kind) => say(`anchorKinds.${kind}`)).join(', ');
  const text = state === 'failed' ? say(`names.${step.id}`) : say(`steps.${word}`, { ...step, kinds });
  return h('li', null,
    h('span', { class: tone }, icon(sign, true)),
    h('span', null, h('span', { class: 'sr' }, `${say(`symbols.${state}`)}: `), text),
    state === 'failed' && h('span', { class: 'bad small' }, say('symbols.failed')));
}

/** Which words fit a step: most have one sentence, some another for what is not there. */
function wordOf(say, step) {
  const { id, state } = step;
  if (state === 'unchecked' && say.has(`steps.${id}Unchecked`)) return `${id}Unchecked`;
  if (id === 'seed') return step.none ? 'seedNone' : step.withheld ? 'seedWithheld' : 'seed';
  if (id === 'beacon') return { none: 'beaconNone', public: 'beaconPublic', drand: 'beacon' }[step.kind];
  if (id === 'numbers' && step.tickets === undefined) return 'numbersNone';
  if (id === 'anchors' && step.kinds.length === 0) return 'anchorsNone';
  return id;
}

const steps = (say, report) =>
  h('section', null,
    h('h3', null, say('steps.title')),
    h('ol', { class: 'list checks slim' }, report.steps.map((step) => stepLine(say, step))));

/** What the level is worth. */
function worth(say, { level }) {
  const list = (title, sign, items) =>
    h('div', { class: 'stack tight' },
      h('h4', { class: 'state h3' }, icon(sign, true), say(title)),
      h('ul', { class: 'bullets' }, items.map((item) => h('li', null, item))));
  return h('section', null,
    h('h3', null, say('level.title')),
    h('div', { class: 'two' },
      list('level.proves', 'i-yes', [...say.list('level.common'), say(`level.random.${level}`)]),
      list('level.not', 'i-no', [...say.list(`level.doubts.${level}`), ...say.list('level.others')])));
}

/** The exact values, for those who redo the sum. */
function raw(say, report, keyText) {
  const { draw, detail } = report;
  const label = (name) => say(`raw.${name}`);
  const text = (title, value) => fold(title, h('pre', { tabindex: '0' }, h('code', null, value)));
  if (!draw) {
    return detail && h('section', null, h('h3', null, label('title')),
      h('div', null, fold(label('detail'), h('p', null, h('code', null, detail)))));
  }
  const { file } = draw;
  const beacon = { drand: () => `${file.beacon.chain} ${file.beacon.round} ${file.beacon.signature}`, public: () => file.beacon.value, none: () => '–' };
  const values = h('dl', { class: 'codes' },
    code(label('origin'), draw.origin), code(label('key'), keyText), code(label('size'), draw.size),
    code(label('root'), base64(draw.root)), code(label('commitment'), draw.open.seed ?? '–'),
    code(label('seed'), file.seed ?? '–'), code(label('beacon'), beacon[file.beacon.kind]()), code(label('k'), hex(draw.key)));
  return h('section', null,
    h('h3', null, label('title')),
    h('div', null,
      fold(label('values'), values),
      report.draws.length > 0 && fold(label('drawing'), drawing(say, report.draws)),
      text(label('open'), draw.openText),
      text(label('close'), draw.closeText)));
}

function drawing(say, draws) {
  const columns = ['ballot', 'leaf', 'outcome', 'who'];
  const shown = draws.slice(0, MOST_ROWS);
  return h('div', { class: 'stack' },
    h('table', { class: 'stacked' },
      h('thead', null, h('tr', null, columns.map((name) => h('th', { scope: 'col' }, say(`raw.columns.${name}`))))),
      h('tbody', null, shown.map((each) => h('tr', null,
        h('th', { scope: 'row' }, ballot(each.ballot), each.ticket !== null && ` (${say('winners.ticket', { n: each.ticket })})`),
        h('td', null, String(each.index)), h('td', null, each.outcome), h('td', null, h('code', null, each.who)))))),
    draws.length > MOST_ROWS && h('p', { class: 'soft small' }, say('raw.first', { n: MOST_ROWS, all: draws.length })));
}

/** What a proof file shows. */
export function proofView(say, report, keyText) {
  return [proofAnswer(say, report), steps(say, report), !report.error && worth(say, report), raw(say, report, keyText)].filter(Boolean);
}

function receiptFacts(say, { first, count, ref, time, drawn, cancelled }) {
  const last = first + count - 1;
  const prizes = (drawn ?? []).map(({ prize }) => prize).filter((prize) => prize !== null);
  const fate = () => {
    if (cancelled) return say('receipt.cancelled');
    if (prizes.length > 0) return say('receipt.won', { prize: prizes.join(', ') });
    return say(drawn.some(({ outcome }) => outcome.startsWith('reserve')) ? 'receipt.reserve' : 'receipt.notDrawn');
  };
  return h('div', { class: 'stack tight' },
    h('p', null, h('b', null, ...filled(say('receipt.ballots', { n: count }), { first: ballot(first), last: ballot(last) })),
      ` ${say('receipt.of', { ref })}, ${say('receipt.accepted', { time: say.time(time) })}`),
    drawn && h('p', null, fate()));
}

/** What a receipt shows. Its heading follows that of a proof. */
export function receiptView(say, report) {
  const { error, verdict } = report;
  const stamp = say(`answer.stamp.${verdict === 'verified' ? 'plain' : verdict}`);
  if (error) {
    const fraud = FRAUD.includes(error) && h('p', null, h('b', null, say('answer.fraud')));
    const box = answer(say, { tone: 'bad', title: say('answer.receiptFailed'), stamp, error }, fraud);
    return [box, steps(say, report), raw(say, report)].filter(Boolean);
  }
  const isWhole = verdict === 'verified';
  const title = say(isWhole ? 'answer.receiptVerified' : 'answer.receiptIncomplete');
  const text = say(report.in_closed_log ? 'answer.keptText' : 'answer.receiptVerifiedText');
  const unchecked = isWhole ? [] : [h('p', null, say('answer.incompleteText')), uncheckedList(say, report)];
  return [answer(say, { tone: isWhole ? 'ok' : 'warn', title, stamp }, receiptFacts(say, report), h('p', null, text), ...unchecked), steps(say, report)];
}

/** What a plays file shows. */
export function playsView(say, report) {
  const { error, commitment } = report;
  if (error) {
    const box = answer(say, { tone: 'bad', title: say('answer.playsFailed'), stamp: say('answer.stamp.failed'), error });
    return [box, steps(say, report), raw(say, report)].filter(Boolean);
  }
  const box = answer(say, { tone: 'ok', title: say('answer.playsVerified'), stamp: say('answer.stamp.plain') },
    h('p', null, say('answer.playsVerifiedText')), h('p', null, h('code', null, commitment)));
  return [box, steps(say, report)];
}
