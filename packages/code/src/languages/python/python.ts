import type { Language } from '../../language/language.ts';
import type { NameAnalysis, NameSource } from '../../text/names.ts';
import { controlFlow } from './control-flow.ts';
import { analysePython } from './lexer.ts';
import { NameCollector } from './names/collector.ts';
import { ownNames } from './names/own-names.ts';
import { NameRecovery } from './names/recovery.ts';
import { resolveNames } from './names/resolve.ts';
import { walkNames } from './names/walk.ts';
import { firstWord } from './probes/first-word.ts';
import { readSyntax } from './probes/read-syntax.ts';
import { stretchable } from './probes/stretchable.ts';
import { mayBracket } from './probes/swap-brackets.ts';
import { swappable } from './probes/swappable.ts';
import { isProse } from './prose.ts';
import { rephrase } from './rephrase.ts';
import { TAB_STOP } from './words.ts';

/** Python 3, up to the lexical syntax of 3.14. */
export const python: Language = {
  id: 'python',
  name: 'Python',
  fileExtensions: ['.py'],
  grammar: { package: 'tree-sitter-python', wasmFile: 'tree-sitter-python.wasm', rephrase },
  probeProgram: '@decorator\ndef function(argument):\n    return [f"{argument}", (1, 2)]\n',
  analyse: analysePython,
  strings: { multiLine: { isProse }, fields: true },
  layout: { tabStop: TAB_STOP, emptyStatement: 'pass', controlFlow },
  names: { analyse: analyseNames, own: ownNames },
  probes: {
    firstWord,
    readSyntax,
    mayBracket,
    swappable,
    stretchable: (sources) => stretchable(sources, { analyse: analysePython }),
  },
};

/** Python's rules of scope and name resolution, on sound and broken text; see docs/metrics.md, metric 5. */
function analyseNames(source: NameSource): NameAnalysis {
  const { name, text, cut, statements, lines, isMisplaced } = source;
  const collector = new NameCollector();
  const recovery = new NameRecovery(source, collector);
  let next = 0;
  for (const statement of statements) {
    const first = next;
    while (next < lines.length && lines[next]!.first < statement.end) next++;
    const isDamaged = statement.tree.hasError || isMisplaced.slice(first + 1, next).includes(true);
    collector.isComplete = statement.complete;
    if (statement.complete && isDamaged) recovery.readLines(first, next);
    else walkNames(statement.tree, text.slice(statement.start, statement.end), statement.start, collector);
  }
  return resolveNames(collector, { cut, isPackage: /(^|\/)__init__\.py$/.test(name) });
}
