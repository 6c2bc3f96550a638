import { readdirSync, readFileSync } from 'node:fs';
import type { Observation } from '@longrange/code';
import { analyseDocument, DELIMITER_TYPES } from '@longrange/code';
import { describeEachEngine } from '@longrange/code/testing';
import { describe, expect, it } from 'vitest';
import { measureControlFlow } from '../src/metrics/control-flow/control-flow.ts';
import { measureDegeneration, summarizeDegeneration } from '../src/metrics/degeneration/degeneration.ts';
import { measureDelimiters } from '../src/metrics/delimiters/delimiters.ts';
import { measureIndentation } from '../src/metrics/indentation/indentation.ts';
import { measureParse } from '../src/metrics/parse/parse.ts';
import { measureStrings } from '../src/metrics/strings/strings.ts';

interface Expected {
  readonly cut: boolean;
  readonly delimiters: Record<string, unknown>;
  readonly strings: Record<string, unknown>;
  readonly indentation: Record<string, unknown>;
  readonly controlFlow: Record<string, unknown>;
  readonly parse: Record<string, unknown>;
  readonly degeneration?: Record<string, unknown>;
}

const folder = new URL('../../../fixtures/', import.meta.url);
const allExpected: Record<string, Expected> = JSON.parse(
  readFileSync(new URL('expected.json', folder), 'utf8'),
);
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.py') ? [file.slice(0, -3)] : []));

function heldOf(observations: readonly Observation[]): [number, number] {
  const judged = observations.filter(({ outcome }) => outcome !== 'censored');
  return [judged.filter(({ outcome }) => outcome === 'held').length, judged.length];
}

function censoredOf(observations: readonly Observation[]): number {
  return observations.filter(({ outcome }) => outcome === 'censored').length;
}

it('has at least thirty fixtures', () => {
  expect(names.length).toBeGreaterThanOrEqual(30);
});

describeEachEngine('fixtures', (parser) => {
  describe.each(names)('%s', (name) => {
    const text = readFileSync(new URL(`${name}.py`, folder), 'utf8');
    const expected = allExpected[name]!;
    const document = () => analyseDocument({ name, text }, expected.cut, parser());

    it('has the delimiters counted by hand', () => {
      const analysed = document();
      const observations = measureDelimiters(analysed);
      const fates = observations.map(({ fate }) => fate);
      const countOf = (wanted: string) => fates.filter((fate) => fate === wanted).length;
      const measured: Record<string, unknown> = {
        matched: countOf('matched'),
        wrongType: countOf('wrongType'),
        closedByForce: countOf('closedByForce'),
        unclosed: countOf('unclosed'),
        censored: countOf('censored'),
        strayClosers: analysed.lexical.strays.length,
        byType: Object.fromEntries(
          DELIMITER_TYPES.map((type) => [type, observations.filter(({ kind }) => kind === type).length]),
        ),
        fates,
        depths: observations.map(({ depth }) => depth),
        attractors: observations.map(({ attractors }) => attractors),
        distances: observations.map(({ distance }) => distance),
      };
      expect(pick(measured, expected.delimiters)).toEqual(expected.delimiters);
    });

    it('has the strings counted by hand', () => {
      const observations = measureStrings(document());
      const ofKind = (wanted: string) => observations.filter(({ kind }) => kind === wanted);
      const measured: Record<string, unknown> = {
        singleLine: heldOf(ofKind('singleLine')),
        triple: heldOf(ofKind('multiLine')),
        fields: heldOf(ofKind('field')),
        censored: censoredOf(observations),
        tripleDistances: ofKind('multiLine').map(({ distance }) => distance),
        fieldDistances: ofKind('field').map(({ distance }) => distance),
      };
      expect(pick(measured, expected.strings)).toEqual(expected.strings);
    });

    it('has the indentation counted by hand', () => {
      const observations = measureIndentation(document());
      const ofKind = (wanted: string) => heldOf(observations.filter(({ kind }) => kind === wanted));
      expect({
        indents: ofKind('indent'),
        dedents: ofKind('dedent'),
        unit: ofKind('unit'),
        censored: censoredOf(observations),
      }).toEqual(expected.indentation);
    });

    it('has the control flow counted by hand', () => {
      const observations = measureControlFlow(document());
      const clauses = observations.filter(({ check }) => check === 'clause');
      const ofKinds = (...wanted: string[]) => observations.filter(({ kind }) => wanted.includes(kind));
      const measured: Record<string, unknown> = {
        clauses: heldOf(clauses),
        handlers: heldOf(ofKinds('try')),
        returns: heldOf(ofKinds('return')),
        loopJumps: heldOf(ofKinds('break', 'continue')),
        censored: censoredOf(observations),
        distances: clauses.map(({ kind, distance }) => `${kind} ${distance}`),
      };
      expect(pick(measured, expected.controlFlow)).toEqual(expected.controlFlow);
    });

    it('parses as counted by hand', () => {
      const { observations } = measureParse(document());
      const definitions = observations.filter(({ kind }) => kind === 'definition');
      expect({
        document: observations.find(({ kind }) => kind === 'document')?.outcome,
        definitions: heldOf(definitions),
        definitionsCensored: censoredOf(definitions),
      }).toEqual(expected.parse);
    });

    it('degenerates as counted by hand', () => {
      const { whitespaceShare, longestRun, loops, firstCollapse } = summarizeDegeneration([
        measureDegeneration({ text }),
      ]);
      const { count, characters } = loops;
      const collapse = firstCollapse.medianCharacters;
      const measured = { whitespaceShare, longestRun, loops: { count, characters }, firstCollapse: collapse };
      const none = { loops: { count: 0, characters: 0 }, firstCollapse: null };
      const wanted = expected.degeneration ?? none;
      expect(pick(measured, wanted)).toEqual(wanted);
    });
  });
});

function pick(measured: Record<string, unknown>, wanted: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.keys(wanted).map((key) => [key, measured[key]]));
}
