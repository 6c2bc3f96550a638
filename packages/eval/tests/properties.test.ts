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
  return analyzeDocument({ path: 'generated', text }, cut, parser);
}

function shift(observations: readonly Observation[], by: number): Observation[] {
  return observations.map((observation) => ({
    ...observation,
    start: observation.start + by,
    end: observation.end + by,
  }));
}

const metrics = [measureDelimiters, measureStrings, measureIndentation, measureControlFlow];
const parsed = (document: AnalyzedDocument): readonly Observation[] => measureParse(document).observations;
const ofKind = (kind: string, observations: readonly Observation[]) =>
  observations.filter((one) => one.kind === kind);

it('a sound program has no broken observation', () => {
  const sound = fc.property(soundTemplate, (template) => {
    const document = analyze(fillNames(template));
    const observations = [...metrics, parsed].flatMap((measure) => measure(document));
    expect(observations.filter(({ outcome }) => outcome !== 'held')).toEqual([]);
    expect(document.lexical.strays).toEqual([]);
  });
  fc.assert(sound, { numRuns: runs(300), seed: 1 });
});

it('a sound program adds its observations to those of the program before it', () => {
  const addition = fc.property(soundTemplate, soundTemplate, (first, second) => {
    const [a, b] = [fillNames(first), fillNames(second)];
    const [one, two, both] = [analyze(a), analyze(b), analyze(a + b)];
    // Where the first ends in a block, its end shows in the second's first line.
    const isBetween = ({ kind, end }: Observation) =>
      kind === 'dedent' && end === a.length + two.lexical.lines[0]!.first;
    for (const measure of metrics) {
      const added = [...measure(one), ...shift(measure(two), a.length)];
      expect(sortedByKind(measure(both).filter((one) => !isBetween(one)))).toEqual(sortedByKind(added));
    }
    const [own, others, all] = [one, two, both].map(
      (document) => ofKind('definition', parsed(document)).length,
    );
    expect(all).toBe(own! + others!);
  });
  fc.assert(addition, { numRuns: runs(300), seed: 2 });
});

/** Strings come before fields; within each kind the order stays. */
function sortedByKind(observations: readonly Observation[]): Observation[] {
  return observations.toSorted((a, b) => Number(a.kind === 'field') - Number(b.kind === 'field'));
}

it('renaming changes no delimiter, of sound and of broken programs', () => {
  const renaming = fc.property(fc.oneof(soundTemplate, brokenTemplate), fc.boolean(), (template, cut) => {
    const outline = (names?: readonly string[]) =>
      measureDelimiters(analyze(fillNames(template, names), cut)).map(
        ({ kind, event, depth, attractors }) => ({
          kind,
          event,
          depth,
          attractors,
        }),
      );
    expect(outline(['x', 'a_rather_long_name', 'größer', 'X9'])).toEqual(outline());
    expect(outline(['alphb', 'bety', 'gammx', 'deltz'])).toEqual(outline());
  });
  fc.assert(renaming, { numRuns: runs(500), seed: 3 });
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
      for (const measure of metrics) expectKept(measure(shorter), measure(longer));
    });
    fc.assert(cutting, { numRuns: runs(600), seed: 4 });
  });

  it('never breaks a definition that was sound, nor the document, and decides on broken ones as a longer cut does', () => {
    const cutting = fc.property(fc.oneof(soundTemplate, brokenTemplate), fc.nat(), (template, position) => {
      const text = fillNames(template);
      const shorter = parsed(analyze(text.slice(0, position % (text.length + 1)), true));
      const longer = parsed(analyze(text, true));
      expectKept(ofKind('definition', shorter), ofKind('definition', longer));
      if (ofKind('document', shorter)[0]!.outcome === 'broken')
        expect(ofKind('document', longer)[0]!.outcome).toBe('broken');
    });
    fc.assert(cutting, { numRuns: runs(1000), seed: 5 });
  });
});
