// On the page of a draw: loads the verifier when somebody asks for it, and no sooner: it is larger than the page.
(() => {
  'use strict';
  const verifier = document.currentScript.dataset.verifier;
  const place = document.querySelector('[data-check]');
  const button = place.querySelector('button');
  place.hidden = false;
  button.addEventListener('click', () => {
    button.disabled = true;
    place.dataset.verify = 'draw';
    const script = document.createElement('script');
    script.src = verifier;
    script.addEventListener('error', () => {
      button.disabled = false;
      place.querySelector('[role=alert]').hidden = false;
    });
    document.head.append(script);
  });
})();
