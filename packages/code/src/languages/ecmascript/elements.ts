import { PRIMITIVE_TYPES } from './words.ts';

const TAG = /<\s*([\p{ID_Start}$_][\p{ID_Continue}$.:-]*)?(\s*)(.{0,120})/suy;

/**
 * Returns the construct that a `<` begins in place of an operand: a JSX element, type parameters or the type of an assertion, or
 * `unclear` if it may be either (`<Name>text`). Only the next few characters decide, so that sound files of both kinds are read alike.
 */
export function isElement(text: string, start: number, isTyped: boolean): 'element' | 'type' | 'unclear' {
  TAG.lastIndex = start;
  const [, name, blank = '', rest = ''] = TAG.exec(text) ?? [];
  if (name === undefined) return rest.startsWith('>') ? 'element' : 'type';
  if (!isTyped) return 'element';
  const isIntrinsic = /^[a-z][\w-]*$/.test(name) && !PRIMITIVE_TYPES.has(name);
  if (/^>/.test(rest)) {
    if (isIntrinsic && !rest.startsWith('>(')) return 'element';
    if (PRIMITIVE_TYPES.has(name) && name !== 'object' && name !== 'symbol') return 'type';
    return /^>(?:\s*\n|[^\n]*<\/|\w+ +(?!(?:as|in|instanceof|satisfies) )[\w{])/.test(rest)
      ? 'element'
      : 'unclear';
  }
  if (/^\/>/.test(rest)) return 'element';
  if (blank === '') return /^<[^<>(){};]*>[\s/]/.test(rest) ? 'element' : 'type';
  if (/^(?:typeof|keyof|readonly|unique|infer|const|new|abstract)$/.test(name)) return 'type';
  if (/^extends\s/.test(rest)) return 'type';
  return /^[\p{ID_Start}$_{/]/u.test(rest) ? 'element' : 'type';
}
