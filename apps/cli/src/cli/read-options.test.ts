import { LongrangeError } from '@longrange/errors';
import { describe, expect, it } from 'vitest';
import { commands } from '../commands/commands.ts';
import { buildProgram, readOptions } from './read-options.ts';

function read(name: string, ...words: string[]) {
  const definition = commands.find((command) => command.name === name)!;
  const command = buildProgram(commands).commands.find((candidate) => candidate.name() === name)!;
  return readOptions(definition, command, words);
}

function problems(name: string, ...words: string[]): string {
  try {
    read(name, ...words);
  } catch (error) {
    if (error instanceof LongrangeError && error.exitCode === 2) return error.message;
    throw error;
  }
  throw new Error('expected readOptions to throw');
}

describe('readOptions', () => {
  it('fills in the defaults', () => {
    expect(read('sample')).toMatchObject({
      checkpoint: 'latest',
      runs: 'runs',
      length: 1000,
      temperature: 0.8,
      count: 1,
      stop: [],
      engine: 'auto',
      interactive: false,
    });
  });

  it('reads numbers, lists, switches, values with an equals sign, and values that begin with a dash', () => {
    const words = [
      '--length',
      '1e3',
      '--temperature=0',
      '--stop',
      'a',
      'b',
      '--stop',
      'c',
      '--prompt',
      '- x',
      '--interactive',
    ];
    expect(read('sample', ...words)).toMatchObject({
      length: 1000,
      temperature: 0,
      stop: ['a', 'b', 'c'],
      prompt: '- x',
      interactive: true,
    });
    expect(read('report', 'some/folder', '--runs', 'elsewhere')).toMatchObject({
      result: 'some/folder',
      runs: 'elsewhere',
    });
  });

  it('refuses what is no number or out of its range', () => {
    expect(problems('sample', '--length', 'x')).toBe(
      'Expected `--length` to be a whole number from 1, got "x" (string).',
    );
    expect(problems('sample', '--length', '1.5')).toContain('got 1.5 (number).');
    expect(problems('sample', '--temperature', '-1')).toBe(
      'Expected `--temperature` to be a number from 0, got -1 (number).',
    );
    expect(problems('sample', '--top-p', '0')).toBe(
      'Expected `--top-p` to be a number above 0, at most 1, got 0 (number).',
    );
    expect(problems('sample', '--seed', '')).toContain('got "" (string).');
  });

  it.each(['.', '..', 'latest', 'best', 'b@all', 'm.keras', 'M.H5'])(
    'refuses %s as the name of a run',
    (name) => {
      expect(problems('train', '--run', name)).toBe(
        'Expected `--run` to be a name without another meaning to other commands ' +
          `(not \`latest\`, \`best\` or \`.\`, without @, and not that of a model file), got "${name}" (string).`,
      );
    },
  );

  it('does not take the value of an unknown flag for another problem', () => {
    expect(problems('train', '--preest', 'quick')).toBe(
      'Expected a known option, got `--preest`. Did you mean `--preset`?',
    );
    expect(problems('train', '--prset=quick')).toContain('Did you mean `--preset`?');
  });

  it('gives a list without a flag all words that are left', () => {
    expect(read('compare', 'a', 'b@all', '--seed', '3')).toMatchObject({ models: ['a', 'b@all'], seed: 3 });
    expect(read('compare')).toMatchObject({ models: [] });
  });

  it('refuses words that nothing asks for', () => {
    expect(problems('sample', 'def')).toBe('Expected options only, got "def" (string).');
    expect(problems('report', 'a', 'b')).toBe('Expected one argument, got "b" (string).');
  });

  it('refuses options that contradict each other', () => {
    expect(problems('train', '--resume', 'latest', '--preset', 'quick', '--seed', '0')).toBe(
      'Expected --resume without `--preset`, `--seed`: a resumed run keeps its own configuration. Use --set to change a setting.',
    );
    expect(problems('sample', '--interactive', '--count', '2')).toContain('Expected --interactive without');
  });

  it('refuses --truncated without the files that it is about', () => {
    expect(problems('eval', '--truncated')).toContain('Expected `--truncated` together with `--text`');
    expect(read('eval', '--truncated', '--text', 'a.py')).toMatchObject({ truncated: true });
  });
});
