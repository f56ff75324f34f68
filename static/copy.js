// On the page of a new ticket: copies its number and code, where the browser lets a page do that.
(() => {
  'use strict';
  const button = document.querySelector('[data-copy]');
  if (!button || !navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      return; // the code stands on the page
    }
    document.querySelector('[data-copied]').textContent = button.dataset.done;
    button.textContent = button.dataset.done;
  });
})();
