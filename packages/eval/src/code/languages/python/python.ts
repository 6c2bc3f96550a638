import type { Language } from '../../language.ts';
import { controlFlow } from './control-flow.ts';
import { analysePython } from './lexer.ts';
import { analyseNames } from './names/analyse-names.ts';
import { chooseNatural } from './probes/choose-natural.ts';
import { readSyntax } from './probes/read-syntax.ts';
import { stretchable } from './probes/stretchable.ts';
import { isProse } from './prose.ts';

/** Python 3, up to the lexical syntax of 3.14. */
export const python: Language = {
  id: 'python',
  name: 'Python',
  grammar: { package: 'tree-sitter-python', wasmFile: 'tree-sitter-python.wasm' },
  probeProgram: '@decorator\ndef function(argument):\n    return [f"{argument}", (1, 2)]\n',
  emptyStatement: 'pass',
  controlFlow,
  analyse: analysePython,
  isProse,
  firstWord,
  readSyntax,
  chooseNatural,
  stretchable: (sources) => stretchable(sources, { analyse: analysePython }),
  analyseNames,
};

/** `async` is passed over. */
function firstWord(text: string, first: number): string {
  const pattern = /(?:async[ \t]+)?([A-Za-z_]\w*)/y;
  pattern.lastIndex = first;
  return pattern.exec(text)?.[1] ?? '';
}
