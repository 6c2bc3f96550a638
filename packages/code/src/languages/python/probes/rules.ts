import type { DependencyRules } from '../../../dependencies/rules.ts';
import type { OutlinedLine } from '../../../language/source.ts';
import { DELIMITER_TYPES } from '../../../text/delimiter-stack.ts';
import { controlFlow } from '../control-flow.ts';
import { analyzePython } from '../lexer.ts';
import { BUILTINS } from '../names/builtins.ts';
import { wordSet } from '../words.ts';
import { compoundStatements, isSimple } from './compound.ts';

/** Python's dependencies; a call becomes a subscript, a tuple or list any of the other displays. */
export const rules: DependencyRules = {
  analyze: analyzePython,
  controlFlow,
  isHeader: (text) => /^[^\n#]*:$/.test(text),
  branch: { clause: 'else', line: 'else:' },
  attempt: { head: 'try:', clause: 'except', line: 'except Exception:' },
  isSimple,
  compoundStatements,
  plainKeywords: ['if', 'for', 'while'],
  // No named argument, no splat, no pair.
  elementTypes: wordSet(`attribute binary_operator call dictionary false float identifier integer list none
    string subscript true tuple unary_operator`),
  otherTypes: ({ type }, own) =>
    type === 'arguments' ? ['[]'] : DELIMITER_TYPES.filter((other) => other !== own),
  isFunction: ({ keyword }) => keyword === 'def',
  mayFollowStatement,
  conventional: new Set(['self', 'cls', '_', ...BUILTINS]),
};

function mayFollowStatement(lines: readonly OutlinedLine[], index: number): boolean {
  const { role } = lines[index]!.line;
  return (role === 'statement' || role === 'definition') && lines[index - 1]?.line.role !== 'decorator';
}
