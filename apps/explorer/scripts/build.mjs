// Builds the page into page/explorer.html: one file, with a place for models and a text.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const root = join(import.meta.dirname, '..');
/** Maximum compressed size of the page without weights, in bytes. */
const MOST_BYTES = 400 * 1024;

/** Leaves out the 256-bit build of the kernels, which needs a flag that only Node can set. */
const withoutWide = {
  name: 'without-wide',
  enforce: 'pre',
  transform: (code, id) =>
    id.endsWith('/generated/wasm.ts') ? code.replace(/(wideWasm = )'[^']*'/, "$1''") : undefined,
};

/** Leaves out scoping rules and the languages' own parsers, which the page does not use. */
const withoutNames = {
  name: 'without-names',
  enforce: 'pre',
  transform: (code, id) =>
    /\/languages\/\w+\/(names\/(?!builtins)|oracle\/)/.test(id)
      ? code
          .match(/(?<=^export (async )?(const|function|class) )\w+/gm)
          .map((name) => `export const ${name} = null;`)
          .join('\n')
      : undefined,
};

const [worker, page] = [await bundle('src/worker/main.ts'), await bundle('src/page/main.tsx')];
const { style } = new Function(`${await bundle('src/page/style.ts')}; return longrangeExplorer;`)();
const policy = [
  "default-src 'none'",
  `script-src '${hashOf(page)}' 'wasm-unsafe-eval' blob:`,
  'worker-src blob:',
  "style-src 'unsafe-inline'",
  'img-src data: blob:',
].join('; ');
const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>longrange explorer</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<div id="app"><header><p class="brand"><b>longrange</b> <span>How far back can a recurrent network remember?</span></p></header><main><section class="answer"><h1>The networks are reading …</h1></section></main></div>
<!-- models -->
<script type="text/x-worker" id="worker">${worker}</script>
<script>${page}</script>
</body>
</html>
`;
const bytes = gzipSync(html, { level: 9 }).length;
if (bytes > MOST_BYTES) throw new Error(`Expected at most ${MOST_BYTES} bytes compressed, got ${bytes}.`);
mkdirSync(join(root, 'page'), { recursive: true });
writeFileSync(join(root, 'page/explorer.html'), html);
console.log(`explorer.html: ${html.length} bytes, ${bytes} compressed`);

async function bundle(entry) {
  const [{ output }] = [
    await build({
      root,
      configFile: false,
      logLevel: 'warn',
      resolve: { conditions: ['@longrange/source'] },
      oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
      plugins: [withoutWide, withoutNames],
      build: {
        write: false,
        target: 'es2022',
        minify: true,
        modulePreload: false,
        lib: { entry: join(root, entry), formats: ['iife'], name: 'longrangeExplorer' },
        rollupOptions: { output: { codeSplitting: false } },
      },
    }),
  ].flat();
  // A script ends at the first such tag, even inside a string.
  return output[0].code.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
}

function hashOf(content) {
  return `sha256-${createHash('sha256').update(content).digest('base64')}`;
}
