import { cpSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveSettings } from '@longrange/trainer/internal';
import { afterAll, expect, it } from 'vitest';
import { readJson, readText, repositoryFiles } from '../../../tests/testing/workspace.ts';
import { readOptions } from '../src/cli/read-options.ts';
import { commands } from '../src/commands/commands.ts';
import type { SweepOptions } from '../src/options/sweep-options.ts';
import type { TrainOptions } from '../src/options/train-options.ts';
import { openSweep, planSweep } from '../src/sweep/open-sweep.ts';
import { runCli } from './testing/run-cli.ts';
import { trainTiny, trainTinyWords, writeTinySweep } from './testing/tiny.ts';

const { packageManager, scripts } = readJson('package.json') as {
  readonly packageManager: string;
  readonly scripts: Readonly<Record<string, string>>;
};
const root = join(import.meta.dirname, '../../..');
const files = repositoryFiles();
const documents = files.filter((path) => path.endsWith('.md') && !path.startsWith('.changeset/'));

/** Returns the words of a shell's line up to a comment, a pipe, another command or the next column. */
function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (const [word] of line.matchAll(/(?: #| {2}).*|2?>+ *\S+|[|;&].*|(?:'[^']*'|"[^"]*"|[^\s'"|;&>])+/gs)) {
    if (/^[|;& ]/.test(word)) break;
    if (!/^2?>/.test(word)) words.push(word.replaceAll(/'([^']*)'|"([^"]*)"/gs, '$1$2'));
  }
  return words;
}

/** Every command that a document calls, `{ path, words }`: scripts of the repository, as they work in a clone. */
const called = documents.flatMap((path) =>
  [
    ...readText(path)
      .replaceAll(/\s*\\\n\s*/g, ' ')
      .matchAll(/npx pnpm@([\d.]+) ([^\n`]+)/g),
  ].map(([, version, line]) => ({ path, version, words: wordsOf(line!) })),
);

/** Command of longrange that a script runs. */
const commandOf = (script: string): string | undefined => /main\.js (\S+)$/.exec(scripts[script] ?? '')?.[1];

const examples = commands.flatMap(({ examples }) =>
  examples.map((line) => ({ path: '--help', words: wordsOf(line) })),
);
const lines = [
  ...called.flatMap(({ path, words: [script = '', ...words] }) => {
    const command = commandOf(script);
    return command === undefined ? [] : [{ path, words: [command, ...words] }];
  }),
  ...examples,
];

it('writes every command as it works in a clone', () => {
  const known = [...Object.keys(scripts), 'install', 'exec'];
  const wrong = called.filter(
    ({ words: [script], version }) => !known.includes(script!) || `pnpm@${version}` !== packageManager,
  );
  expect(wrong).toEqual([]);
  const names = commands.map(({ name }) => name).join('|');
  const bare = new RegExp(`^(?:[A-Z_]+=\\S+ |nohup )*(?:longrange|pnpm) (?:${names})\\b.*`, 'gm');
  const blocks = documents.flatMap((path) =>
    [...readText(path).matchAll(/^```sh[^\n]*\n([\s\S]*?)^```$/gm)].flatMap(
      ([, code]) => code!.match(bare) ?? [],
    ),
  );
  expect(blocks).toEqual([]);
});

it('names the package that GGUF models need where they are first mentioned', () => {
  const sections = readText('docs/commands.md').split(/^## /m);
  const texts = [...['README.md', 'docs/comparing.md'].map(readText), ...sections];
  const first = texts.flatMap((text) => text.split('\n').find((line) => /gguf/i.test(line)) ?? []);
  expect(first.filter((line) => !line.includes('node-llama-cpp'))).toEqual([]);
  expect(first.length).toBeGreaterThan(3);
});

it('shows in documents and help only commands whose options, settings and sweeps are accepted', async () => {
  const problems: string[] = [];
  for (const { path, words } of lines) {
    const [name = '', ...others] = words;
    const definition = commands.find((one) => one.name === name)!;
    try {
      const filled = others.map((word) => word.replace('openai:URL', 'openai:http://127.0.0.1:8080/v1'));
      const options = await readOptions(definition, filled);
      const { preset, set, resume } = options as TrainOptions;
      if (['train', 'networks', 'quickstart'].includes(name) && resume === undefined)
        resolveSettings({ preset, set });
      if (name === 'sweep' && files.includes(words[1]!))
        await planSweep(await openSweep(join(root, words[1]!), options as SweepOptions));
    } catch (error) {
      problems.push(`${path}: ${words.join(' ')}: ${error}`);
    }
  }
  expect(problems).toEqual([]);
  expect(lines.length).toBeGreaterThan(80);
});

/** Commands that train for minutes, open a window, ask, or need a server, a cluster, a download or something of the reader's. */
const notRun = [
  /^(?:quickstart|train|tensorflow)\b|--model|--serve|gguf:|--trial/,
  /--open|--interactive|--oracle|theirs|findings|RUN|HASH|step-|@\d|projects|\$groups/,
];

const little = '--suite quick --samples 2 --length 100 --max-characters 2000'.split(' ');
/** Returns the options that make seconds of minutes: all that a command finds, checks and refuses before its work stays as it is. */
function briefly(words: readonly string[]): readonly string[] {
  const [name] = words;
  if (name === 'eval') return [...little, '--skip-controls'];
  return name === 'compare' ? little : [];
}

it.runIf(process.env.LONGRANGE_WHOLE === '1')(
  'runs those that take seconds, and little of those that measure for minutes',
  { timeout: 600_000 },
  async () => {
    const { cwd, call } = await trainTiny(afterAll);
    const others = 'corpus.split.test=0.2 units=8'.split(' ');
    const { code } = await call('', ...trainTinyWords(), ...others, '--run', 'other');
    expect(code).toBe(0);
    const runs = {
      tiny: 'mine trial night one lstm a-1 a-2 a-3 seed-1 seed-2 seed-3 before after tuned',
      other: 'another-night gru mingru b-1 b-2 b-3',
    };
    const copy = (from: string, to: string) => cpSync(from, join(cwd, to), { recursive: true });
    for (const [run, names] of Object.entries(runs))
      for (const name of names.split(' ')) copy(join(cwd, 'runs', run), `runs/${name}`);
    for (const name of ['src', 'generated', 'some/folder', 'FOLDER']) copy(join(cwd, 'corpus'), name);
    copy(join(cwd, 'corpus/module0.py'), 'hello.py');
    await writeTinySweep(cwd);
    copy(join(cwd, 'tiny.yaml'), 'sweep.yaml');
    const yaml = documents.flatMap((path) => [...readText(path).matchAll(/^```yaml\n([\s\S]*?)^```/gm)]);
    for (const [index, [, text]] of yaml.entries()) await writeFile(join(cwd, `${index}.yaml`), text!);
    const sweeps = yaml.map((_, index) => ['sweep', `${index}.yaml`, '--dry-run']);
    // Its trials are processes of the built program.
    expect(await runCli(['sweep', 'sweep.yaml'], { cwd })).toMatchObject({ code: 0 });
    const chosen = [...lines.map(({ words }) => words), ...sweeps]
      .filter((words) => notRun.every((pattern) => !pattern.test(words.join(' '))))
      .map((words) => [...words, ...briefly(words)]);
    // What one writes others read.
    const order = ['eval', 'export'];
    const all = [...new Map(chosen.map((words) => [words.join(' '), words])).values()].sort(
      (a, b) => order.indexOf(b[0]!) - order.indexOf(a[0]!),
    );
    const failed: string[] = [];
    for (const words of all) {
      // A model of another program is read in a thread, which is built.
      const isBuilt = words[0] === 'eval' && words.includes('model.keras');
      const { code, stderr } = await (isBuilt ? runCli(words, { cwd }) : call('', ...words));
      if (code !== 0) failed.push(`${words.join(' ')}: ${stderr}`);
    }
    expect(failed).toEqual([]);
    expect(all.length).toBeGreaterThan(35);
  },
);
