import type { SyntaxParser } from '@longrange/code';
import { analyseDocument, createPythonParser } from '@longrange/code';
import { brokenTemplate, fillNames, isWhole, soundTemplate } from '@longrange/code/testing';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { measureNames, type NameObservation } from '../src/metrics/names/names.ts';

/** As many programs; a third of them in the default suite. */
const runs = (all: number): number => (isWhole ? all : Math.ceil(all / 3));

let parser: SyntaxParser;

beforeAll(async () => {
  parser = await createPythonParser();
});

function namesOf(text: string, cut = false): NameObservation[] {
  const document = analyseDocument({ name: 'generated.py', text }, cut, parser);
  const { observations } = measureNames(document);
  document.dispose();
  return [...observations].sort((a, b) => a.position - b.position);
}

/** What the generated programs lack: names that are bound and read in many ways, at the top level and further in. */
const template = fc
  .array(
    fc.oneof(
      soundTemplate,
      fc.constantFrom(
        'def @0(@1, @2=@3):\n    @3 = @1\n    return @0, @3, @1\n',
        'for @1 in @2:\n    print(@1, @3)\n    @3 = @1\n',
        'class @0(@1):\n    @2 = @3\n    def @3(self):\n        global @1\n        @1 = @2\n',
        'from m import *\n',
        'import @2.a, b as @3\n',
        '@1 = [@0 for @0 in @2 if (@3 := @0)]\n',
        '@0 = lambda @1: (@1, @2)\n',
        'try:\n    @1\nexcept @2 as @3:\n    del @3\n',
        'with @0 as (@1, @2.x): pass\n',
        '@0: @1 = @2\n@3 += 1\n',
        '__all__ = [\'@0\', "@1"]\n',
      ),
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((parts) => parts.join(''));

describe('names', () => {
  it('of a program add to those of the program before it, where the two share none', () => {
    const addition = fc.property(template, template, (first, second) => {
      const a = fillNames(first).replaceAll('from m import *\n', '');
      const b = fillNames(second, ['one', 'two', 'three', 'four']).replaceAll('from m import *\n', '');
      const shifted = namesOf(b).map((observation) => ({
        ...observation,
        start: observation.start + a.length,
        end: observation.end + a.length,
        position: observation.position + a.length,
      }));
      // `__all__` is a name that both may have.
      const own = (observations: readonly NameObservation[]) =>
        observations.filter(({ name }) => name !== '__all__' && name !== 'self');
      expect(own(namesOf(a + b))).toEqual(own([...namesOf(a), ...shifted]));
    });
    fc.assert(addition, { numRuns: runs(200), seed: 1 });
  });

  it('are decided before a cut only as a longer text decides them', () => {
    const texts = fc.oneof(
      template,
      brokenTemplate,
      fc.tuple(template, brokenTemplate, template).map((all) => all.join('')),
    );
    const cutting = fc.property(texts, fc.nat(), fc.boolean(), (text, position, cut) => {
      const whole = fillNames(text);
      const longer = new Map(namesOf(whole, cut).map((use) => [use.position, use.outcome]));
      for (const { position: at, outcome, name } of namesOf(
        whole.slice(0, position % (whole.length + 1)),
        true,
      ))
        if (outcome !== 'censored') expect([name, at, longer.get(at)]).toEqual([name, at, outcome]);
    });
    fc.assert(cutting, { numRuns: runs(500), seed: 2 });
  });
});
