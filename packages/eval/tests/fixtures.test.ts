import { readdirSync, readFileSync } from 'node:fs';
import {
  type AnalyzedDocument,
  analyzeDocument,
  createPythonParser,
  DELIMITER_TYPES,
  type Observation,
} from '@longrange/code';
import { expect, it } from 'vitest';
import { measureControlFlow } from '../src/metrics/control-flow/control-flow.ts';
import { measureDegeneration, summarizeDegeneration } from '../src/metrics/degeneration/degeneration.ts';
import { measureDelimiters } from '../src/metrics/delimiters/delimiters.ts';
import { measureIndentation } from '../src/metrics/indentation/indentation.ts';
import { countNames, summarizeNames } from '../src/metrics/names/names.ts';
import { measureNames } from '../src/metrics/names/observe-names.ts';
import { measureParse } from '../src/metrics/parse/parse.ts';
import { measureStrings } from '../src/metrics/strings/strings.ts';

type Figures = Record<string, unknown>;

/** Numbers of held and of judged observations. */
function heldOf(observations: readonly Observation[]): [number, number] {
  const judged = observations.filter(({ outcome }) => outcome !== 'censored');
  return [judged.filter(({ outcome }) => outcome === 'held').length, judged.length];
}

const censoredOf = (observations: readonly Observation[]) =>
  observations.filter(({ outcome }) => outcome === 'censored').length;

const ofKinds = <T extends Observation>(observations: readonly T[], ...kinds: string[]) =>
  observations.filter(({ kind }) => kinds.includes(kind));

/** Figures of a document that were counted by hand, by the name of their part in the fixture. */
const measures: Record<string, (document: AnalyzedDocument) => Figures> = {
  delimiters(document) {
    const all = measureDelimiters(document);
    const events = all.map(({ event }) => event);
    const counted = ['matched', 'wrongType', 'closedByForce', 'unclosed', 'censored'];
    return {
      ...Object.fromEntries(counted.map((one) => [one, events.filter((event) => event === one).length])),
      strayClosers: document.lexical.strays.length,
      byType: Object.fromEntries(DELIMITER_TYPES.map((type) => [type, ofKinds(all, type).length])),
      events,
      depths: all.map(({ depth }) => depth),
      attractors: all.map(({ attractors }) => attractors),
      distances: all.map(({ distance }) => distance),
    };
  },
  strings(document) {
    const all = measureStrings(document);
    return {
      singleLine: heldOf(ofKinds(all, 'singleLine')),
      triple: heldOf(ofKinds(all, 'multiLine')),
      fields: heldOf(ofKinds(all, 'field')),
      censored: censoredOf(all),
      tripleDistances: ofKinds(all, 'multiLine').map(({ distance }) => distance),
      fieldDistances: ofKinds(all, 'field').map(({ distance }) => distance),
    };
  },
  indentation(document) {
    const all = measureIndentation(document);
    const [indents, dedents, unit] = ['indent', 'dedent', 'unit'].map((kind) => heldOf(ofKinds(all, kind)));
    return { indents, dedents, unit, censored: censoredOf(all) };
  },
  controlFlow(document) {
    const all = measureControlFlow(document);
    const clauses = all.filter(({ check }) => check === 'clause');
    return {
      clauses: heldOf(clauses),
      handlers: heldOf(ofKinds(all, 'try')),
      returns: heldOf(ofKinds(all, 'return')),
      loopJumps: heldOf(ofKinds(all, 'break', 'continue')),
      censored: censoredOf(all),
      distances: clauses.map(({ kind, distance }) => `${kind} ${distance}`),
    };
  },
  parse(document) {
    const { observations } = measureParse(document);
    const definitions = ofKinds(observations, 'definition');
    return {
      document: ofKinds(observations, 'document')[0]?.outcome,
      definitions: heldOf(definitions),
      definitionsCensored: censoredOf(definitions),
    };
  },
  degeneration({ text }) {
    const { loops, firstCollapse, ...summary } = summarizeDegeneration([measureDegeneration({ text })]);
    const { count, characters } = loops;
    return { ...summary, loops: { count, characters }, firstCollapse: firstCollapse.medianCharacters };
  },
  names(document) {
    const measured = measureNames(document);
    const { scopes, unboundAtCut, argumentsUsed } = summarizeNames([
      countNames(document.path, document.names!),
    ]);
    const inOrder = [...measured.observations].sort((a, b) => a.position - b.position);
    const withOutcome = (wanted: string) =>
      inOrder.filter(({ outcome }) => outcome === wanted).map(({ name }) => name);
    return {
      ...scopes,
      undefined: withOutcome('broken'),
      unknowable: withOutcome('censored'),
      argumentsUsed: [argumentsUsed.held, argumentsUsed.n],
      unboundAtCut,
      distances: inOrder.filter(({ hasBinding }) => hasBinding).map(({ distance }) => distance),
    };
  },
};

const folder = new URL('../../../fixtures/', import.meta.url);
const fixturesIn = (part: string) =>
  readdirSync(new URL(part, folder)).flatMap((file) =>
    file.endsWith('.py') ? [part + file.slice(0, -3)] : [],
  );
const [whole, names] = [fixturesIn(''), fixturesIn('names/')];
type Expected = Record<string, { readonly cut: boolean } & Record<string, Figures>>;
const expectedIn = (part: string): Expected =>
  JSON.parse(readFileSync(new URL(`${part}expected.json`, folder), 'utf8'));
const [expectedOfWhole, expectedOfNames] = [expectedIn(''), expectedIn('names/')];
const sound = { degeneration: { loops: { count: 0, characters: 0 }, firstCollapse: null } };

const parser = await createPythonParser();

it.each([...whole, ...names])('%s has the figures counted by hand', (fixture) => {
  const { cut, ...own } = expectedOfWhole[fixture] ?? expectedOfNames[fixture.replace('names/', '')]!;
  const expected: Record<string, Figures> = names.includes(fixture) ? own : { ...sound, ...own };
  const text = readFileSync(new URL(`${fixture}.py`, folder), 'utf8');
  const document = analyzeDocument({ path: `${fixture}.py`, text }, cut, parser);
  const measured = Object.entries(expected).map(([part, wanted]) => {
    const figures = measures[part]!(document);
    return [part, Object.fromEntries(Object.keys(wanted).map((key) => [key, figures[key]]))];
  });
  document.dispose();
  expect(Object.fromEntries(measured)).toEqual(expected);
});
