import type { Parse } from '@longrange/eval/internal';
import { cell, format, type Proportion, type SectionDraft } from '../document/index.ts';
import { shareSentence } from '../words/sentences.ts';
import type { SectionKit } from './section-kit.ts';

export function parseSection(kit: SectionKit<'parse'>): SectionDraft {
  const hasDefinitions = kit.subjects.every(({ subject }) => subject.parse.definitions !== null);
  return {
    id: 'parse',
    metric: 6,
    title: 'Does it parse?',
    paragraphs: hasDefinitions
      ? [
          kit.share(
            'definitions',
            'functions or classes',
            (name, share) => `of ${name}’s functions and classes, ${share} parse`,
          ),
          'To parse, a definition needs everything above at once.',
        ]
      : [
          shareSentence(kit.subjects, {
            pick: ({ parse }) => parse.documents,
            noun: 'documents',
            say: (name, share) => `of the documents of ${name}, ${share} parse`,
          }),
        ],
    figures: [
      kit.table(
        {
          id: 'parse',
          title: 'What parses',
          caption: 'The parser recovers after an error, so one mistake does not fail everything after it.',
        },
        [
          ['Whole documents', ({ parse }) => parse.documents],
          ['Definitions', ({ parse }) => parse.definitions],
          ['Definitions at the top level', ({ parse }) => atDepth(parse, 0)],
          ['Methods, and others one block deep', ({ parse }) => atDepth(parse, 1)],
          ['Definitions cut off (not counted)', ({ parse }) => parse.definitionsCensored],
          ['Characters inside errors', ({ parse }) => cell.number(parse.errorCharacterShare, format.percent)],
          [
            'Characters before the first error, median',
            ({ parse }) => parse.longestCleanPrefix.medianCharacters,
          ],
          [
            'Characters before the first error, maximum',
            ({ parse }) => parse.longestCleanPrefix.maxCharacters,
          ],
        ],
      ),
    ],
    definitions: {
      Parses:
        'The syntax tree has no ERROR and no MISSING node. The parser, tree-sitter, is more lenient than the language itself.',
      ...(hasDefinitions && {
        Definition:
          'A function or class, at any depth and any indentation, judged without those inside it. One cut off by the end of a sample is not counted.',
      }),
      'Whole documents':
        'Few samples can parse as a whole, because they end in the middle of a statement; files can.',
    },
  };
}

/** Returns the share of definitions at a depth that parse, without the number of those cut off. */
function atDepth({ definitionsByDepth }: Parse, depth: number): Proportion | undefined {
  const bucket = definitionsByDepth.find(({ from }) => from === depth);
  if (bucket === undefined) return undefined;
  const { from, to, censored, thin, ...share } = bucket;
  return share;
}
