// Keeps the numbers of an open page up to date. Every page is complete without it.
(() => {
  'use strict';
  const words = document.currentScript.dataset;
  const all = (css) => [...document.querySelectorAll(css)];
  const topics = [...new Set(all('[data-draw]').map((element) => element.dataset.draw))].slice(0, 20);
  if (!topics.length || !window.EventSource) return;

  const language = document.documentElement.lang;
  const number = new Intl.NumberFormat(language);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
  const set = (element, text) => {
    if (element.textContent === text) return;
    element.textContent = text;
    element.classList.remove('fresh');
    void element.offsetWidth; // starts the animation again
    element.classList.add('fresh');
  };

  // The server's clock: people's own may be wrong.
  let ahead = words.now ? Date.parse(words.now) - Date.now() : 0;
  const now = () => Date.now() + ahead;

  const divisor = (a, b) => (b ? divisor(b, a % b) : a);
  const about = (chance) => chance < 0.1
    ? fill(words.about, { n: number.format(Math.round(1 / chance)) })
    : fill(words.percent, { n: Math.min(99, Math.round(chance * 100)) });

  // The same words as the server's.
  function chance(mine, total, prizes) {
    if (mine >= total || prizes > total - mine) return words.certain;
    if (prizes > 1) {
      let missed = 1;
      for (let step = 0; step < Math.min(prizes, 100000); step++) missed *= (total - mine - step) / (total - step);
      return about(1 - missed);
    }
    if (total % mine === 0) return fill(words.exact, { n: number.format(total / mine) });
    if (total / mine >= 10) return about(mine / total);
    const common = divisor(mine, total);
    return total / common <= 20
      ? fill(words.share, { a: mine / common, b: total / common })
      : about(mine / total);
  }

  function left(milliseconds) {
    const seconds = Math.max(0, Math.floor(milliseconds / 1000));
    const [days, hours, minutes] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
    const part = (n, pattern) => fill(pattern, { n });
    const day = days === 1 ? words.day : words.days;
    let text;
    if (days > 6) text = part(days, day);
    else if (days) text = part(days, day) + (hours ? ' ' + part(hours, words.hours) : '');
    else if (hours) text = part(hours, words.hours) + (minutes ? ' ' + part(minutes, words.minutes) : '');
    else if (minutes) text = part(minutes, words.minutes);
    else text = part(seconds, words.seconds);
    return text.replace(/ /g, '\u00a0');
  }

  // Said aloud once each, to those who listen: how much is left of the box that closes first.
  const said = new Set();
  const mouth = document.querySelector('[data-say]');
  function say(key, text) {
    if (!mouth || said.has(key)) return;
    said.add(key);
    mouth.textContent = text;
  }

  const timers = all('[data-closes]').map((element) => ({ element, closes: Date.parse(element.dataset.closes) }));
  const before = timers.map(({ closes }) => closes - now());
  function tick() {
    timers.forEach(({ element, closes }, at) => {
      const rest = closes - now();
      const text = rest > 0 ? left(rest) : element.dataset.done ?? words.closed;
      if (element.textContent !== text) element.textContent = text;
      // what waits for a number closes nothing
      if (element.dataset.done) return;
      for (const limit of [3600000, 600000, 60000]) {
        // only when the threshold is passed while the page is open
        if (before[at] > limit && rest <= limit && rest > limit - 30000) {
          say(element.dataset.closes + limit, fill(words.say, { name: element.dataset.name ?? '', left: left(limit) }));
        }
      }
    });
  }

  const own = (draw, css) => all(css).filter((element) => element.dataset.draw === draw);
  function hear(draw, news) {
    own(draw, '[data-live=ballots]').forEach((element) => set(element, number.format(news.ballots)));
    // the first news may be older than the page, and a ticket is never given back
    own(draw, '[data-live=bar]').forEach((element) => { element.value = Math.max(element.value, news.ballots); });
    own(draw, '[data-live=text]').forEach((element) => {
      const { mine, more, prizes, text } = element.dataset;
      const total = news.ballots + Number(more ?? 0);
      if (!total || Number(mine) > total) return;
      const values = { all: number.format(total), chance: chance(Number(mine), total, Number(prizes ?? 1)) };
      // what is certain or all one's own has words of its own on the page
      if (values.chance !== words.certain) set(element, fill(text, values));
    });
    if (news.state !== 'open') {
      own(draw, '[data-live=over]').forEach((element) => {
        if (element.dataset.state === news.state) return;
        element.hidden = false;
        if (news.state === 'drawn' || news.state === 'void') say(draw + news.state, element.textContent.trim());
      });
    }
  }
  function counted() {
    all('[data-zone]').forEach((element) => {
      try {
        element.textContent = new Date(now()).toLocaleTimeString('en-GB', { timeZone: element.dataset.zone });
      } catch { /* a zone this browser does not know keeps the time of the page */ }
    });
  }

  let source, again, wait = 15000;
  function close() {
    clearTimeout(again);
    source?.close();
    source = undefined;
  }
  function open() {
    close();
    source = new EventSource('/live?topics=' + topics.join(','));
    const told = (event) => {
      const data = JSON.parse(event.data);
      ahead = data.now - Date.now();
      wait = 15000;
      if (data.topic) hear(data.topic, data.news);
      counted();
    };
    source.addEventListener('news', told);
    source.addEventListener('beat', told);
    source.onerror = () => {
      // refused, as when too many listen: later, and not all at the same time. Otherwise the browser tries again itself.
      if (source?.readyState !== EventSource.CLOSED) return;
      again = setTimeout(open, wait * (1 + Math.random()));
      wait = Math.min(wait * 2, 300000);
    };
  }

  // Nobody looks: nothing is asked for.
  const show = () => (document.hidden ? close() : open());
  document.addEventListener('visibilitychange', show);
  window.addEventListener('pagehide', close);
  window.addEventListener('pageshow', (event) => event.persisted && open());
  if (timers.length) setInterval(tick, 1000);
  show();
})();
