import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { launchChromium } from '../chromium.mjs';
import { root, run, serveFolder } from '../shell.mjs';
import { fencedBlocks, packagesToInstall, readExamples } from './read-readme.mjs';
import { installExample, makeProject, runExample } from './try-package.mjs';

/** A guide whose blocks are files. */
export const BROWSER_GUIDE = 'docs/guides/run-it-in-a-browser.md';
/** Cross-origin isolation, so that the engine may use threads. */
const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};
/** Time limit of a page. */
const PAGE_TIMEOUT_MS = 240_000;

/** Builds examples/browser with Vite from the registry, and checks in Chromium that its network learns. */
export async function tryBrowserExample({ checks, workplace, environment }) {
  const project = join(workplace, 'examples/browser');
  await checks.check('examples/browser: npm install, vite build', () => {
    installExample('examples/browser', project, environment);
    run('npm', ['run', 'build'], { cwd: project, environment });
  });
  await checks.check('examples/browser: learns in Chromium', async () => {
    const seen = await openPage(join(project, 'dist'), () => ({
      points: document.querySelector('#loss').getAttribute('points').trim().split(' ').length,
      bits: Number(document.querySelector('#bits').textContent),
      sample: document.querySelector('#sample').textContent,
    }));
    if (seen.problems.length > 0 || seen.points < 10 || !(seen.bits < 1) || seen.sample === '')
      throw new Error(`Expected the network to learn in the page, got ${JSON.stringify(seen)}.`);
  });
}

/** Packages that the guide's modules import, and its builder. */
const GUIDE_PACKAGES = [
  ...['backend-simd', 'model', 'ops', 'sampler'].map((name) => `@longrange/${name}`),
  ...['@tensorflow/tfjs-core@4.22.0', 'vite@7'],
];

/** Follows the guide in a folder with the packages, and compares what the page writes with what Node wrote. */
export async function tryBrowserGuide({ checks, workplace, environment, node }) {
  const project = join(workplace, 'examples/guide');
  const commands = readExamples(BROWSER_GUIDE);
  await checks.check(`${BROWSER_GUIDE}: npm install`, () =>
    makeProject(project, GUIDE_PACKAGES, environment),
  );
  await checks.check(`${BROWSER_GUIDE}: its files and commands, Node ${node.version}`, () => {
    for (const { info, code } of fencedBlocks(readFileSync(join(root, BROWSER_GUIDE), 'utf8'))) {
      const file = /^(?:js|html) (\S+\.\w+)$/.exec(info)?.[1];
      if (file === undefined) continue;
      mkdirSync(dirname(join(project, file)), { recursive: true });
      writeFileSync(join(project, file), code);
    }
    for (const command of commands) runExample(command, project, { node, environment });
  });
  await checks.check(`${BROWSER_GUIDE}: writes in Chromium what Node wrote`, async () => {
    const seen = await openPage(join(project, 'dist'), () => ({
      text: document.querySelector('#text').textContent,
    }));
    const written = JSON.parse(commands.find(({ output }) => output !== undefined).output);
    if (seen.problems.length > 0 || seen.text !== written)
      throw new Error(`Expected ${JSON.stringify(written)} in the page, got ${JSON.stringify(seen)}.`);
  });
}

const PAGE = `<!doctype html>
<link rel="icon" href="data:," />
<body data-state="working">
  <p id="status"></p>
  <pre id="text"></pre>
  <script type="module" src="/main.js"></script>
</body>
`;

/** Builds the example of the README of `models` for a page with Vite, and compares what the page writes with what it prints. */
export async function tryPretrained({ checks, workplace, environment }) {
  const project = join(workplace, 'examples/pretrained');
  const examples = readExamples('packages/models/README.md');
  const [{ code, output }] = examples;
  await checks.check('models: writes in Chromium what its README says', async () => {
    makeProject(project, [...packagesToInstall('', examples), 'vite@7'], environment);
    writeFileSync(join(project, 'index.html'), PAGE);
    const shown = code.replace(/console\.log\((.*)\);/, "document.querySelector('#text').textContent = $1;");
    writeFileSync(join(project, 'main.js'), `${shown}\ndocument.body.dataset.state = 'done';\n`);
    run('npx', ['vite', 'build'], { cwd: project, environment });
    const seen = await openPage(join(project, 'dist'), () => ({
      text: document.querySelector('#text').textContent,
    }));
    if (seen.problems.length > 0 || seen.text !== output.trim())
      throw new Error(`Expected ${output} in the page, got ${JSON.stringify(seen)}.`);
  });
}

/** Opens a page, waits until it has finished or failed, and returns what `read` finds there, with its status and problems. */
async function openPage(folder, read) {
  const server = await serveFolder(folder, ISOLATED);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    const problems = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    await page.goto(server.url);
    const end = page.waitForSelector('[data-state="done"], [data-state="failed"]', {
      timeout: PAGE_TIMEOUT_MS,
    });
    await end.catch(() => problems.push('it is still at work'));
    const state = await page.locator('[data-state]').getAttribute('data-state');
    const status = await page.locator('#status').textContent();
    if (state === 'failed') problems.push(status);
    return { ...(await page.evaluate(read)), status, problems };
  } finally {
    await browser.close();
    server.close();
  }
}
