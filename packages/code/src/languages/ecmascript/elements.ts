import { PRIMITIVE_TYPES } from './words.ts';

const TAG = /<\s*([\p{ID_Start}$_][\p{ID_Continue}$.:-]*)?(\s*)(.{0,120})/suy;

/**
 * Construct that a `<` begins where an operand comes: an element of JSX, type parameters or the type of an assertion, or `unclear` where it may be both (`<Name>text`).
 * Told by the next few characters, so that sound files of both kinds are read alike.
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
