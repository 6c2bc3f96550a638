import { createPythonParser } from '@longrange/code';
import Ajv from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { measureSubject } from '../metrics/measure-subject.ts';
import { figuresOf, toLmEval } from './lm-eval.ts';
import { buildResult, parseResult, resultFormat } from './result.ts';
import type { Result } from './schema.ts';
import { RESULT_FORMAT_VERSION } from './schema.ts';
import { loadFixture } from './testing/load-fixture.ts';
import { jsonSchemaOf } from './versioned-json.ts';

// reliability: logs-and-results, run-writer
describe('a result', () => {
  it.each([
    [RESULT_FORMAT_VERSION + 1, 'update longrange: a newer version wrote this result.'],
    [RESULT_FORMAT_VERSION - 1, 'run `longrange eval` again: the meaning of its figures has changed.'],
  ])('of format version %i is an error that says what to do', (formatVersion, hint) => {
    const message = `Expected a result of format version ${RESULT_FORMAT_VERSION}, got version ${formatVersion}.`;
    const other = { ...loadFixture('text-only'), formatVersion, more: true };
    expect(() => parseResult(other)).toThrow(expect.objectContaining({ message, hint, exitCode: 2 }));
  });

  it('that is none, or is damaged, is one clear error', () => {
    expect(() => parseResult('{"a":')).toThrow(/Expected a result in JSON, got "{\\"a\\":" \(string\)/);
    expect(() => parseResult('[]')).toThrow(/Expected `format` to be "longrange-result", got \[\] \(array\)/);
    const damaged = { ...loadFixture('text-only'), subjects: [] };
    expect(() => parseResult(damaged)).toThrow(
      /The result is not valid: Expected `subjects` to be at least 1 item long, got \[\] \(array\)\./,
    );
  });
});

describe('the published schema of result.json', () => {
  const schema = jsonSchemaOf(resultFormat);
  const validate = new Ajv({ allErrors: true, allowUnionTypes: true, validateFormats: false }).compile(
    schema,
  );

  it('accepts a result just measured, with fields of the future, and the report’s examples', async () => {
    const parser = await createPythonParser();
    const text = {
      id: 'text',
      label: 'a.py',
      cut: false,
      documents: ['def f(x:\n    return [x)\n'],
    } as const;
    const subjects = [await measureSubject(text, { parser })];
    const { language } = parser;
    const result = buildResult({ provenance: { command: 'longrange eval' }, language, subjects });
    parser.dispose();
    expect(validate(result), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...result, future: 1 })).toBe(true);
    for (const name of ['complete', 'text-only', 'edge'] as const)
      expect(validate(loadFixture(name)), JSON.stringify(validate.errors)).toBe(true);
  });
});

it('has a task for each metric of the model, with the standard error that the design effect makes', () => {
  const result = loadFixture('complete');
  const { results, group_subtasks, ...rest } = toLmEval(result);
  const brackets = result.subjects.find(({ id }) => id === 'model')!.delimiters.overall;
  const { estimate, n, designEffect } = brackets;
  expect(results.longrange_brackets).toEqual({
    alias: 'longrange_brackets',
    sample_len: n,
    'held,none': estimate,
    'held_stderr,none': expect.closeTo(Math.sqrt((estimate! * (1 - estimate!) * designEffect) / n), 12),
  });
  const { carried, characters } = result.bitsPerCharacter[0]!;
  expect(results.longrange_bits_per_character).toEqual({
    alias: 'longrange_bits_per_character',
    sample_len: characters,
    'bits_per_character,none': carried!.bits,
    'bits_per_character_stderr,none': 'N/A',
  });
  const ends = (name: string) => {
    const { low, high } = figuresOf(result).find((one) => one.name === name)!;
    return { low, high };
  };
  expect(ends('longrange_brackets')).toEqual({ low: brackets.low, high: brackets.high });
  expect(ends('longrange_bits_per_character')).toEqual({ low: carried!.low, high: carried!.high });
  const { range } = result.probes!.predictors[0]!.minimalPairs.scoring.find(({ kind }) => kind === 'closer')!
    .natural!;
  expect(ends('longrange_range_reading')).toEqual({
    low: range.low!.characters,
    high: range.high!.characters,
  });
  expect(rest.higher_is_better.longrange_bits_per_character).toEqual({ bits_per_character: false });
  expect(rest.higher_is_better.longrange_brackets).toEqual({ held: true });
  const tasks = Object.keys(results);
  expect(group_subtasks).toEqual({ longrange: tasks });
  expect(results.longrange_range_reading).toMatchObject({ 'characters,none': expect.closeTo(64, -1) });
  expect(results.longrange_half_life_of_evidence).toMatchObject({
    'characters,none': expect.closeTo(64, -1),
  });
  expect(tasks).toContain('longrange_range_writing_0.8');
  expect(tasks).toContain('longrange_completion_bracket');
  for (const perTask of [rest.configs, rest.versions, rest['n-shot'], rest['n-samples']])
    expect(Object.keys(perTask)).toEqual(tasks);
  expect(rest).toMatchObject({ model_name: result.model!.run, date: Date.parse(result.createdAt) / 1000 });
  expect(rest.config).toMatchObject({ model: 'longrange', model_sha: result.model!.sha256 });
});

it('takes the text if no model was measured, and leaves out figures without observations', () => {
  const textOnly = toLmEval(loadFixture('text-only'));
  expect(Object.keys(textOnly.results)).toContain('longrange_brackets');
  expect(Object.keys(textOnly.results).filter((task) => /bits|closers|pairs/.test(task))).toEqual([]);
  for (const task of Object.values(toLmEval(loadFixture('edge')).results))
    for (const value of Object.values(task)) expect(value).not.toBeNull();
});

it('exports a range with its documents, and the range of brackets over several lines by itself', () => {
  const result: Result = structuredClone(loadFixture('complete'));
  const natural = result.probes!.predictors[0]!.minimalPairs.scoring.find(({ kind }) => kind === 'closer')!
    .natural!;
  const level = natural.factors!.levels.find((one) => one.factor === 'lineBreak' && one.level === 'with')!;
  const at = (characters: number) => ({ side: 'at' as const, characters });
  level.decides.range = { ...natural.range, n: 50, documents: 16, range: at(20), low: at(15), high: at(27) };
  const exported = (task: string) => figuresOf(result).find(({ name }) => name === `longrange_${task}`);
  expect(exported('range_reading_over_several_lines')).toMatchObject({
    value: 20,
    low: 15,
    high: 27,
    n: 50,
    documents: 16,
  });
  expect(exported('range_reading')!.documents).toBe(natural.range.documents);
  level.decides.range.n = 29;
  expect(exported('range_reading_over_several_lines')).toBeUndefined();
});
