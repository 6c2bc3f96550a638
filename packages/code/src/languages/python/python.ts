import type { Language } from '../../language/language.ts';
import { controlFlow } from './control-flow.ts';
import { analysePython } from './lexer.ts';
import { analyseNames } from './names/analyse-names.ts';
import { ownNames } from './names/own-names.ts';
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
