import type { Language } from '../language.ts';
import { controlFlow } from './control-flow.ts';
import { analysePython } from './lexer.ts';
import { analyseNames } from './names/analyse-names.ts';
import { isProse } from './prose.ts';

/** Python 3, up to the lexical syntax of 3.14. */
export const python: Language = {
  id: 'python',
  name: 'Python',
  grammar: { package: 'tree-sitter-python', wasmFile: 'tree-sitter-python.wasm' },
  probeProgram: '@decorator\ndef function(argument):\n    return [f"{argument}", (1, 2)]\n',
  controlFlow,
  analyse: analysePython,
  isProse,
  analyseNames,
};
