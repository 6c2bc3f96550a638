import type { Observation } from '@longrange/code';
import { type AnalyzedDocument, analyzeDocument, createPythonParser } from '@longrange/code';
import { brokenTemplate, fillNames, isWhole, soundTemplate } from '@longrange/code/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measureControlFlow } from '../src/metrics/control-flow/control-flow.ts';
import { measureDelimiters } from '../src/metrics/delimiters/delimiters.ts';
import { measureIndentation } from '../src/metrics/indentation/indentation.ts';
import { measureParse } from '../src/metrics/parse/parse.ts';
import { measureStrings } from '../src/metrics/strings/strings.ts';

/** As many programs; an eighth of them in the default suite. */
const runs = (all: number): number => (isWhole ? all : Math.ceil(all / 8));

const parser = await createPythonParser();

function analyze(text: string, cut = false): AnalyzedDocument {
  return analyzeDocument({ name: 'generated', text }, cut, parser);
}

function shift<T extends Observation>(observations: readonly T[], by: number): T[] {
  return observations.map((observation) => ({
    ...observation,
    start: observation.start + by,
    end: observation.end + by,
  }));
}

describe('a sound program', () => {
  it('has no broken observation', () => {
    const sound = fc.property(soundTemplate, (template) => {
      const document = analyze(fillNames(template));
      const observations = [
        ...measureDelimiters(document),
        ...measureStrings(document),
        ...measureIndentation(document),
        ...measureControlFlow(document),
        ...measureParse(document).observations,
      ];
      expect(observations.filter(({ outcome }) => outcome !== 'held')).toEqual([]);
      expect(document.lexical.strays).toEqual([]);
    });
    fc.assert(sound, { numRuns: runs(300), seed: 1 });
  });

  it('adds its observations to those of the program before it', () => {
    const addition = fc.property(soundTemplate, soundTemplate, (first, second) => {
      const [a, b] = [fillNames(first), fillNames(second)];
      const [one, two, both] = [analyze(a), analyze(b), analyze(a + b)];
      expect(measureDelimiters(both)).toEqual([
        ...measureDelimiters(one),
        ...shift(measureDelimiters(two), a.length),
      ]);
      const strings = [...measureStrings(one), ...shift(measureStrings(two), a.length)];
      expect(sortedByKind(measureStrings(both))).toEqual(sortedByKind(strings));
      expect(measureControlFlow(both)).toEqual([
        ...measureControlFlow(one),
        ...shift(measureControlFlow(two), a.length),
      ]);
      // Where the first ends in a block, its end shows in the second's first line.
      const isDedentBetween = ({ kind, end }: Observation) =>
        kind === 'dedent' && end === a.length + firstOf(two);
      expect(measureIndentation(both).filter((observation) => !isDedentBetween(observation))).toEqual([
        ...measureIndentation(one),
        ...shift(measureIndentation(two), a.length),
      ]);
      const definitions = (document: AnalyzedDocument) =>
        measureParse(document).observations.filter(({ kind }) => kind === 'definition').length;
      expect(definitions(both)).toBe(definitions(one) + definitions(two));
    });
    fc.assert(addition, { numRuns: runs(300), seed: 2 });
  });
});

/** Strings come before fields; within each kind the order stays. */
function sortedByKind(observations: readonly Observation[]): Observation[] {
  return observations.toSorted((a, b) => Number(a.kind === 'field') - Number(b.kind === 'field'));
}

function firstOf({ lexical }: AnalyzedDocument): number {
  return lexical.lines[0]!.first;
}

describe('renaming', () => {
  const longNames = ['x', 'a_rather_long_name', 'größer', 'X9'];

  it('changes no delimiter, of sound and of broken programs', () => {
    const renaming = fc.property(fc.oneof(soundTemplate, brokenTemplate), fc.boolean(), (template, cut) => {
      const outline = (names?: readonly string[]) =>
        measureDelimiters(analyze(fillNames(template, names), cut)).map((observation) => ({
          kind: observation.kind,
          event: observation.event,
          depth: observation.depth,
          attractors: observation.attractors,
        }));
      expect(outline(longNames)).toEqual(outline());
      expect(outline(['alphb', 'bety', 'gammx', 'deltz'])).toEqual(outline());
    });
    fc.assert(renaming, { numRuns: runs(500), seed: 3 });
  });
});

describe('cutting', () => {
  /** What a longer text must not change: everything known of what is not censored. */
  function known(observations: readonly Observation[]): Map<string, string> {
    const judged = observations.filter(({ outcome }) => outcome !== 'censored');
    return new Map(judged.map(({ kind, start, end, outcome }) => [`${kind} ${start} ${end}`, outcome]));
  }

  function expectKept(shorter: readonly Observation[], longer: readonly Observation[]): void {
    const later = known(longer);
    for (const [key, outcome] of known(shorter)) expect([key, later.get(key)]).toEqual([key, outcome]);
  }

  it('anywhere decides nothing that a longer cut decides otherwise', () => {
    const texts = fc.oneof(soundTemplate, brokenTemplate).map((template) => fillNames(template));
    const cutting = fc.property(texts, fc.nat(), fc.boolean(), (text, position, cut) => {
      const shorter = analyze(text.slice(0, position % (text.length + 1)), true);
      const longer = analyze(text, cut);
      expectKept(measureDelimiters(shorter), measureDelimiters(longer));
      expectKept(measureStrings(shorter), measureStrings(longer));
      expectKept(measureIndentation(shorter), measureIndentation(longer));
      expectKept(measureControlFlow(shorter), measureControlFlow(longer));
    });
    fc.assert(cutting, { numRuns: runs(600), seed: 4 });
  });

  it('never breaks a definition that was sound, nor the document', () => {
    const cutting = fc.property(soundTemplate, fc.nat(), (template, position) => {
      const text = fillNames(template);
      const { observations } = measureParse(analyze(text.slice(0, position % (text.length + 1)), true));
      expect(observations.filter(({ outcome }) => outcome === 'broken')).toEqual([]);
    });
    fc.assert(cutting, { numRuns: runs(500), seed: 5 });
  });

  it('decides on broken definitions as a longer cut does', () => {
    const cutting = fc.property(brokenTemplate, fc.nat(), (template, position) => {
      const text = fillNames(template);
      const shorter = measureParse(analyze(text.slice(0, position % (text.length + 1)), true)).observations;
      const longer = measureParse(analyze(text, true)).observations;
      const definitions = (observations: readonly Observation[]) =>
        observations.filter(({ kind }) => kind === 'definition');
      expectKept(definitions(shorter), definitions(longer));
      const document = (observations: readonly Observation[]) =>
        observations.find(({ kind }) => kind === 'document')!.outcome;
      if (document(shorter) === 'broken') expect(document(longer)).toBe('broken');
    });
    fc.assert(cutting, { numRuns: runs(600), seed: 6 });
  });
});
