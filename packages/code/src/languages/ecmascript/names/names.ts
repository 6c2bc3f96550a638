import type { NameRules } from '../../../language/language.ts';
import { ownNames } from './own-names.ts';
import { nameRecovery } from './recovery.ts';
import { resolveNames } from './resolve.ts';
import { NameCollector } from './scope.ts';
import { walkNames } from './walk.ts';

/**
 * The rules of scope of JavaScript and TypeScript. What is bound anywhere in a scope is bound in all of it; types are names like
 * others. The last statement of a text that was cut is left out, since it could have continued.
 */
export const names: NameRules = {
  analyze(source) {
    const { text, cut, statements, lexical } = source;
    const collector = new NameCollector();
    const recoverNames = nameRecovery(source, collector);
    let next = 0;
    for (const statement of statements) {
      const { start, end, tree, complete } = statement;
      const first = next;
      while (next < lexical.lines.length && lexical.lines[next]!.first < end) next++;
      if (!complete) continue;
      if (tree.hasError) recoverNames(statement, first, next);
      else walkNames(tree, text.slice(start, end), start, collector);
    }
    return resolveNames(collector, cut);
  },
  own: ownNames,
};
