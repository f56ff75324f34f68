// Bundles the verifier into one file, `../static/verifier.js`: readable, nothing renamed or squeezed, with the licences
// of what is in it. `--check` fails when the committed file is another one than the sources give.

import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const TARGET = here('../static/verifier.js');

const BANNER = `// The verifier of vdraw/1 proofs in the browser. GENERATED from verifier/ by "npm run build" there: change that, not this.
// Contains @noble/curves and @noble/hashes, (c) Paul Miller, MIT licence: see docs/third-party/noble.md.`;

const { outputFiles } = await build({
  entryPoints: [here('src/page/main.js')],
  bundle: true,
  format: 'iife',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'inline',
  treeShaking: true,
  write: false,
  banner: { js: BANNER },
  absWorkingDir: here('.'),
});
const text = outputFiles[0].text;

if (process.argv.includes('--check')) {
  const committed = await readFile(TARGET, 'utf8');
  if (committed !== text) {
    console.error('static/verifier.js is not what verifier/ gives: run "npm run build" in verifier/ and commit the result');
    process.exit(1);
  }
  console.log('static/verifier.js is what verifier/ gives');
} else {
  await writeFile(TARGET, text);
  console.log(`static/verifier.js: ${text.length} bytes`);
}
