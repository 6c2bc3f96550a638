import { expect, it } from 'vitest';
import { commands } from '../commands/commands.ts';
import { readOptions } from './read-options.ts';

const read = (name: string, ...words: string[]) =>
  readOptions(commands.find((command) => command.name === name)!, words);

it('reads numbers, lists, switches, values with an equals sign, and values that begin with a dash', async () => {
  const words = '--length 1e3 --temperature=0 --stop a b --stop c --interactive --prompt'.split(' ');
  expect(await read('sample', ...words, '- x')).toMatchObject({
    length: 1000,
    temperature: 0,
    stop: ['a', 'b', 'c'],
    prompt: '- x',
    interactive: true,
    checkpoint: 'latest',
    count: 1,
  });
  expect(await read('report', 'a/b', '--runs', 'elsewhere')).toMatchObject({
    result: 'a/b',
    runs: 'elsewhere',
  });
  // A list without a flag takes all other words.
  expect(await read('compare', 'a', 'b@all', '--seed', '3')).toMatchObject({
    models: ['a', 'b@all'],
    seed: 3,
  });
  expect(await read('eval', '--truncated', '--text', 'a.py')).toMatchObject({ truncated: true });
});

// reliability: latest
it.each([
  ['sample --length x', 'Expected `--length` to be a whole number from 1, got "x" (string).'],
  ['sample --length 1.5', 'got 1.5 (number).'],
  ['sample --top-p 0', 'Expected `--top-p` to be a number above 0, at most 1, got 0 (number).'],
  ['sample --seed=', 'got "" (string).'],
  // The value of an unknown flag is no other problem.
  ['train --preest quick', 'Expected a known option, got `--preest`. Did you mean `--preset`?'],
  ['train --network mingru', 'got `--network`. Did you mean `--set network=mingru`?'],
  ['train --learning-rate=1e-3', 'Did you mean `--set learningRate=1e-3`?'],
  ['sample --network gru', 'Expected a known option, got `--network`.'],
  ['sample --charset unicode', 'Did you mean `--set charset=unicode`?'],
  ['train --prset=quick', 'Did you mean `--preset`?'],
  ['sample def', 'Expected options only, got "def" (string).'],
  ['report a b', 'Expected one argument, got "b" (string).'],
  ['train --resume latest --preset quick --seed 0', 'Expected --resume without `--preset`, `--seed`: '],
  ['sample --interactive --count 2', 'Expected --interactive without'],
  ['eval --truncated', 'Expected `--truncated` together with `--text`'],
  ['eval --format lm-eval-task', 'Expected `--format lm-eval-task` together with `--text`'],
  ['eval --text x.py --max-distance 8192', 'Expected `--max-distance` together with a model'],
  ['eval --max-distance 5000', 'Expected `--max-distance` to be one of 4096, 8192, 16384, 32768, got 5000'],
  ['eval --model gguf:x --checkpoint latest', 'without `--checkpoint`'],
  ['eval --model x.gguf', 'gguf:FILE'],
  ['eval --model gguf:x --max-requests 3', 'together with `--model openai:…`'],
  ['eval --model openai:http://127.0.0.1', 'openai:URL#NAME'],
  ['compare ngram openai:http://127.0.0.1', 'openai:URL#NAME'],
  ['compare ngram gguf:', 'Expected gguf:PATH, got gguf:.'],
  ['train --log wandb', 'Expected `--log` to be one of tensorboard, got "wandb" (string).'],
  ...['.', '..', 'latest', 'best', 'b@all', 'm.keras', 'M.H5'].map((name) => [
    `train --run ${name}`,
    'Expected `--run` to be a name without another meaning to other commands',
  ]),
])('refuses %s', async (line, message) => {
  const [name, ...words] = line!.split(' ');
  await expect(read(name!, ...words)).rejects.toMatchObject({
    code: 'USAGE',
    exitCode: 2,
    message: expect.stringContaining(message!),
  });
});
