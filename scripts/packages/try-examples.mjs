import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root, run } from '../shell.mjs';
import { compareOutput, readExamples } from './read-readme.mjs';
import { runExample } from './try-package.mjs';

const INSTALL_TIMEOUT_MS = 600_000;
const EXAMPLE_TIMEOUT_MS = 300_000;
/** Of the page: when it has learned what it is shown. */
const LEARN_TIMEOUT_MS = 240_000;

/** Installs examples/node from the registry, outside the workspace, and runs each script, each notebook, and the guides. */
export async function tryNodeExamples({ checks, workplace, environment, nodes }) {
  const project = join(workplace, 'examples/node');
  await checks.check('examples/node: npm install', () =>
    installExample('examples/node', project, environment),
  );
  const documents = (folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.md') && name !== 'README.md')
      .map((name) => `${folder}/${name}`);
  const scripts = readdirSync(join(root, 'examples/node')).filter((name) => name.endsWith('.mjs'));
  for (const node of nodes) {
    for (const file of scripts) {
      await checks.check(`examples/node/${file}, Node ${node.version}`, () =>
        runScript(file, project, { node, environment }),
      );
    }
    // Guides take longer, and show nothing that examples do not try on all.
    const guides = node === nodes.at(-1) ? documents('docs/guides') : [];
    for (const path of [...documents('examples/node'), ...guides]) {
      await checks.check(`${path}, Node ${node.version}`, () =>
        tryDocument(path, project, { node, environment }),
      );
    }
  }
  // Above, that package falls back on WebAssembly: the library for a platform is not published.
  const library = join(root, 'packages/backend-native/native/longrange.node');
  if (existsSync(library)) {
    await checks.check('examples/node/backend-native.mjs with the library that was built here', () => {
      const options = {
        cwd: project,
        environment: { ...environment, LONGRANGE_NATIVE_LIBRARY: library },
        timeoutMs: EXAMPLE_TIMEOUT_MS,
      };
      const printed = run(nodes.at(-1).path, ['backend-native.mjs'], options);
      if (!/^native /m.test(printed)) throw new Error(`Expected the native engine, got:\n${printed}`);
    });
  }
}

/** Commands are marked as in a README; else it is a notebook. */
function tryDocument(path, project, options) {
  const text = readFileSync(join(root, path), 'utf8');
  if (!text.includes('\n```sh example\n')) return runNotebook(path, project, options);
  for (const example of readExamples(path)) runExample(example, project, options);
}

function installExample(folder, project, environment) {
  cpSync(join(root, folder), project, { recursive: true });
  const options = { cwd: project, environment, timeoutMs: INSTALL_TIMEOUT_MS };
  run('npm', ['install', '--no-audit', '--no-fund'], options);
}

/** A script ends with what it prints, as a comment: `// prints` and the lines below. */
function runScript(file, project, { node, environment }) {
  const text = readFileSync(join(project, file), 'utf8');
  const expected = /^\/\/ prints\n((?:\/\/.*\n)+)/m.exec(text)?.[1];
  if (expected === undefined) throw new Error(`Expected ${file} to end with a comment of what it prints.`);
  const options = { cwd: project, environment, timeoutMs: EXAMPLE_TIMEOUT_MS, outputOnly: true };
  compareOutput(run(node.path, [file], options), expected.replaceAll(/^\/\/ ?/gm, ''));
}

/**
 * Runs the blocks `js` of a Markdown file as one module, in their order, and compares what each prints with the block without a language
 * that follows it.
 */
function runNotebook(path, project, { node, environment }) {
  const text = readFileSync(join(root, path), 'utf8');
  const blocks = [...text.matchAll(/^```([^\n`]*)\n([\s\S]*?)^```$/gm)].map(([, info, code]) => ({
    info,
    code,
  }));
  const cells = blocks.filter(({ info }) => info === 'js');
  const mark = '---- next cell ----';
  const name = 'notebook.mjs';
  mkdirSync(project, { recursive: true });
  writeFileSync(
    join(project, name),
    cells.map(({ code }) => code).join(`\nconsole.log(${JSON.stringify(mark)});\n`),
  );
  const options = { cwd: project, environment, timeoutMs: EXAMPLE_TIMEOUT_MS, outputOnly: true };
  const printed = run(node.path, [name], options).split(`${mark}\n`);
  cells.forEach((cell, index) => {
    const next = blocks[blocks.indexOf(cell) + 1];
    if (next?.info === '') compareOutput(printed[index], next.code);
  });
}

/** Builds examples/browser with Vite from the registry, and looks in Chromium whether its network learns. */
export async function tryBrowserExample({ checks, workplace, environment }) {
  const project = join(workplace, 'examples/browser');
  await checks.check('examples/browser: npm install, vite build', () => {
    installExample('examples/browser', project, environment);
    run('npm', ['run', 'build'], { cwd: project, environment });
  });
  await checks.check('examples/browser: learns in Chromium', () => openPage(join(project, 'dist')));
}

async function openPage(folder) {
  const server = await serve(folder);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    const problems = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    await page.goto(server.url);
    const done = page.waitForSelector('[data-state="done"], [data-state="failed"]', {
      timeout: LEARN_TIMEOUT_MS,
    });
    await done.catch(() => problems.push('it is still learning'));
    const seen = await page.evaluate(() => ({
      state: document.querySelector('[data-state]').dataset.state,
      status: document.querySelector('#status').textContent,
      points: document.querySelector('#loss').getAttribute('points').trim().split(' ').length,
      bits: Number(document.querySelector('#bits').textContent),
      sample: document.querySelector('#sample').textContent,
    }));
    if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT, fullPage: true });
    if (
      problems.length > 0 ||
      seen.state !== 'done' ||
      seen.points < 10 ||
      !(seen.bits < 1) ||
      seen.sample === ''
    )
      throw new Error(
        `Expected the network to learn in the page, got ${JSON.stringify({ ...seen, problems })}.`,
      );
  } finally {
    await browser.close();
    server.close();
  }
}

/** A folder on 127.0.0.1, cross-origin isolated as the README says, so that the engine may use threads. */
async function serve(folder) {
  const types = { html: 'text/html', js: 'text/javascript', css: 'text/css', wasm: 'application/wasm' };
  const server = createServer((request, response) => {
    const path = request.url === '/' ? '/index.html' : new URL(request.url, 'http://localhost').pathname;
    try {
      const content = readFileSync(join(folder, path));
      response.writeHead(200, {
        'content-type': types[path.split('.').at(-1)] ?? 'application/octet-stream',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
      });
      response.end(content);
    } catch {
      response.writeHead(path === '/favicon.ico' ? 204 : 404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

/** The system's Chromium, or the one that CHROMIUM names, as tests/testing/chromium.ts starts it. */
function launchChromium() {
  const { chromium } = createRequire(join(root, 'tests/package.json'))('playwright-core');
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const executablePath =
    process.env.CHROMIUM ??
    run('bash', ['-c', `command -v ${names.join(' ')} | head -n 1`], { outputOnly: true }).trim();
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
    ].concat(['--disable-component-update', '--disable-sync']),
  });
}
