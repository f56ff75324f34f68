// Lets the page draw and listen while a long check runs. A worker would do so, too, but not in a file opened from disk.

const SLICE = 60; // milliseconds

/** A function to call often and await: it gives the thread away when its slice is over, and tells how far things are. */
export function breather(onProgress) {
  let since = performance.now();
  return async (share) => {
    if (performance.now() - since < SLICE) return;
    onProgress?.(share);
    await new Promise((resume) => setTimeout(resume));
    since = performance.now();
  };
}
