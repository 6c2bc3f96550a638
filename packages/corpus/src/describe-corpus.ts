import { type Corpus, checkCorpus } from './corpus.ts';
import { splitNames } from './split/splits.ts';
import { type CorpusStatistics, describeDroppedDocuments } from './statistics.ts';

const number = new Intl.NumberFormat('en-US');

function count(value: number, noun: string): string {
  return `${number.format(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** Describes in a few lines what a corpus contains and what was left out. */
export function describeCorpus(corpus: Corpus): string {
  checkCorpus(corpus);
  const { statistics } = corpus;
  const { documents, characters, lines } = statistics;
  return [
    `corpus: ${corpus.sources.join(', ')}`,
    `  ${count(documents, 'document')}, ${count(characters, 'character')}, ${count(lines, 'line')}`,
    ...splitNames
      .filter((name) => name !== 'projects' || statistics.splits.projects.documents > 0)
      .map((name) => `  ${describeSplit(name, corpus)}`),
    ...describeGroups(corpus),
    ...(statistics.splitAdjusted ? ['  few documents: some were moved so that no split is empty'] : []),
    ...describeDrops(statistics),
    `  sha256 ${corpus.sha256}`,
  ].join('\n');
}

function describeSplit(name: (typeof splitNames)[number], { splitOptions, statistics }: Corpus): string {
  if (name === 'test' && splitOptions.kind === 'contiguous') return 'test        is the validation text';
  const { documents, characters } = statistics.splits[name];
  return `${name.padEnd(11)} ${count(documents, 'document')}, ${count(characters, 'character')}`;
}

/** Groups of more than one document. */
function describeGroups({ groups }: Corpus): string[] {
  const several = (groups ?? []).filter(({ documents }) => documents.length > 1);
  if (several.length === 0) return [];
  const sharing = several.reduce((sum, { documents }) => sum + documents.length, 0);
  const largest = several.reduce((a, b) => (b.documents.length > a.documents.length ? b : a));
  const those = several.length === 1 ? 'one group' : `${count(several.length, 'group')}, the largest`;
  const size = several.length === 1 ? '' : ` of ${number.format(largest.documents.length)}`;
  return [
    `  kept in one split: ${count(sharing, 'document')} that share text, in ${those}${size} (${largest.documents[0]}, …)`,
  ];
}

function describeDrops({ droppedDocuments, droppedCharacters }: CorpusStatistics): string[] {
  const files = describeDroppedDocuments(droppedDocuments);
  const { count: dropped, distinct, mostFrequent } = droppedCharacters;
  const examples = mostFrequent.slice(0, 5).map(({ character }) => JSON.stringify(character));
  return [
    ...(files === '' ? [] : [`  files left out: ${files}`]),
    ...(dropped > 0
      ? [
          `  characters left out: ${number.format(dropped)} of ${number.format(distinct)} kinds (${examples.join(' ')})`,
        ]
      : []),
  ];
}
