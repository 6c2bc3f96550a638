import { cpSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveSettings } from '@longrange/trainer/internal';
import { afterAll, expect, it } from 'vitest';
import { readJson, readText, repositoryFiles } from '../../../tests/testing/workspace.ts';
import { buildProgram, readOptions } from '../src/cli/read-options.ts';
import { commands } from '../src/commands/commands.ts';
import type { TrainOptions } from '../src/options/train-options.ts';
import { callIn } from './testing/call-cli.ts';
import { runCli } from './testing/run-cli.ts';
import { trainTiny, writeTinySweep } from './testing/tiny.ts';

const { packageManager, scripts } = readJson('package.json') as {
  readonly packageManager: string;
  readonly scripts: Readonly<Record<string, string>>;
};
const documents = repositoryFiles().filter((path) => path.endsWith('.md') && !path.startsWith('.changeset/'));

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

it('shows in documents and help only commands whose options and settings are accepted', () => {
  const problems = lines.flatMap(({ path, words: [name = '', ...words] }) => {
    const definition = commands.find((one) => one.name === name)!;
    const [command] = buildProgram([definition]).commands;
    try {
      const filled = words.map((word) =>
        word
          .replace('openai:URL', 'openai:http://127.0.0.1:8080/v1')
          .replace('mlflow=URL', 'mlflow=http://127.0.0.1:5000'),
      );
      const options = readOptions(definition, command!, filled);
      const { preset, set, resume } = options as TrainOptions;
      if (['train', 'networks', 'quickstart'].includes(name) && resume === undefined)
        resolveSettings({ preset, set });
      return [];
    } catch (error) {
      return [`${path}: ${name} ${words.join(' ')}: ${error}`];
    }
  });
  expect(problems).toEqual([]);
  expect(lines.length).toBeGreaterThan(80);
});

/** Commands that train or measure for minutes, open a window, ask, or need a server, a cluster, a download or a file of the reader's. */
const notRun = [
  /^(?:quickstart|train|compare|worker|native)\b/,
  /^eval(?! --text)/,
  /^sweep (?!.*(?:--dry-run|status|report))|--engine (?!local)|--store/,
  /--open|--interactive|mlflow|theirs|some\/|HASH|step-/,
];

it.runIf(process.env.LONGRANGE_WHOLE === '1')(
  'runs those that take seconds',
  { timeout: 600_000 },
  async () => {
    const cwd = await trainTiny(afterAll);
    const call = callIn(cwd);
    const run = async (words: readonly string[]) => {
      const { code, stderr } = await call('', ...words);
      return code === 0 ? [] : [`${words.join(' ')}: ${stderr}`];
    };
    for (const name of ['mine', 'trial', 'night'])
      cpSync(join(cwd, 'runs/tiny'), join(cwd, 'runs', name), { recursive: true });
    for (const name of ['src', 'generated'])
      cpSync(join(cwd, 'corpus'), join(cwd, name), { recursive: true });
    cpSync(join(cwd, 'corpus/module0.py'), join(cwd, 'hello.py'));
    await writeTinySweep(cwd);
    await writeFile(join(cwd, 'sweep.yaml'), readFileSync(join(cwd, 'tiny.yaml')));
    const little = [
      '--suite',
      'quick',
      '--samples',
      '2',
      '--length',
      '100',
      '--max-characters',
      '2000',
      '--skip-controls',
    ];
    // Its trials are processes of the built program.
    expect(await runCli(['sweep', 'sweep.yaml'], { cwd })).toMatchObject({ code: 0 });
    expect(await run(['eval', '--checkpoint', 'tiny', ...little])).toEqual([]);
    const all = [...new Map(lines.map((line) => [line.words.join(' '), line])).values()];
    const chosen = all.filter(({ words }) => notRun.every((pattern) => !pattern.test(words.join(' '))));
    const failed: string[] = [];
    for (const { words } of chosen) failed.push(...(await run(words)));
    expect(failed).toEqual([]);
    expect(chosen.length).toBeGreaterThan(15);
  },
);
