import { analyzeDocument, createPythonParser, type NameUse } from '@longrange/code';
import { brokenTemplate, fillNames, isWhole, soundTemplate } from '@longrange/code/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countNames, summarizeNames } from '../src/metrics/names/names.ts';
import { measureNames, type NameObservation } from '../src/metrics/names/observe-names.ts';
import { processorMs } from './testing/processor-time.ts';

/** As many programs; an eighth of them in the default suite. */
const runs = (all: number): number => (isWhole ? all : Math.ceil(all / 8));

const parser = await createPythonParser();

function namesOf(text: string, cut = false): NameObservation[] {
  const document = analyzeDocument({ path: 'generated.py', text }, cut, parser);
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
      const shifted = namesOf(b).map((use) => ({
        ...use,
        start: use.start + a.length,
        end: use.end + a.length,
        position: use.position + a.length,
      }));
      // `__all__` is a name that both may have.
      const own = (observations: readonly NameObservation[]) =>
        observations.filter(({ name }) => name !== '__all__' && name !== 'self');
      expect(own(namesOf(a + b))).toEqual(own([...namesOf(a), ...shifted]));
    });
    fc.assert(addition, { numRuns: runs(200), seed: 1 });
  });

  it('are decided before a cut only as a longer text decides them', () => {
    const mixed = fc.tuple(template, brokenTemplate, template).map((all) => all.join(''));
    const texts = fc.oneof(template, brokenTemplate, mixed);
    const cutting = fc.property(texts, fc.nat(), fc.boolean(), (text, position, cut) => {
      const whole = fillNames(text);
      const longer = new Map(namesOf(whole, cut).map((use) => [use.position, use.outcome]));
      const shorter = namesOf(whole.slice(0, position % (whole.length + 1)), true);
      for (const { position: at, outcome, name } of shorter)
        if (outcome !== 'censored') expect([name, at, longer.get(at)]).toEqual([name, at, outcome]);
    });
    fc.assert(cutting, { numRuns: runs(500), seed: 2 });
  });
});

it('a summary counts one undefined name in four loads, and with the one unbound at the cut two in five', () => {
  const place = { position: 8, depth: 0 };
  const uses: NameUse[] = [
    ...['a', 'b', 'c'].map(
      (name): NameUse => ({ name, ...place, event: 'resolved', origin: 'global', binding: 0 }),
    ),
    { name: 'd', ...place, event: 'undefined' },
    { name: 'e', ...place, event: 'unknowable', reason: 'cut' },
    { name: 'f', ...place, event: 'unknowable', reason: 'star' },
  ];
  const names = summarizeNames([countNames('a', { uses, parameters: { all: 4, read: 3 }, inDamage: 2 })]);
  expect(names).toMatchObject({
    loads: 6,
    unknowable: 2,
    unboundAtCut: 1,
    undefined: 1,
    undefinedPer100Loads: { value: 25 },
    undefinedPer100LoadsAtMost: { value: 40 },
    byDistance: [{ from: 8, to: 16, n: 3 }],
    argumentsUsed: { held: 3, n: 4 },
    mostUndefined: [{ name: 'd', count: 1 }],
  });
});

/** Returns the number of names judged, and the processor time for that without the parsing. */
function judge(text: string): { loads: number; durationMs: number } {
  const document = analyzeDocument({ path: 'hard.py', text }, false, parser);
  expect(document.statements.length).toBeGreaterThan(0);
  let loads = 0;
  const durationMs = processorMs(() => {
    loads = measureNames(document).observations.length;
  });
  document.dispose();
  return { loads, durationMs };
}

it('judges thousands of scopes inside each other, each with names of its own', () => {
  const depth = isWhole ? 12_000 : 4000;
  const opened = Array.from({ length: depth }, (_, i) => `lambda a${i}: (a${i}, b${i}, `).join('');
  expect(judge(`x = ${opened}0${')'.repeat(depth)}\n`).loads).toBe(2 * depth);
  expect(judge(`x = ${'['.repeat(depth)}y${' for y in z]'.repeat(depth)}\n`).loads).toBe(depth + 1);
});

it('does not mind how deep a broken text nests', () => {
  const broken = 'def f(a: (|class A(|lambda a=|[a for a in (|f"{|x: (y := |case [|@a(|*a, (';
  for (const unit of broken.split('|'))
    expect(judge(unit.repeat(isWhole ? 12_000 : 2000)).durationMs).toBeLessThan(10_000);
});

it('takes linear time: sixteen times the text in less than a hundred times the time, where squares would take 256', () => {
  const unit = 'def f(a, b=c):\n    global d\n    d = [e for e in a if (g := e)]\n    return b, d, g, h\n';
  judge(unit.repeat(200));
  const once = judge(unit.repeat(125)).durationMs;
  const sixteenfold = judge(unit.repeat(2000)).durationMs;
  expect(sixteenfold).toBeLessThan(100 * Math.max(once, 5));
});
