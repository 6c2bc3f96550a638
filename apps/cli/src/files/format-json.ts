const DEPTH = 4;

/**
 * JSON for people and programs, ending in a newline: values below the fourth level are on one line. Fully indented, a result is two thirds larger.
 */
export function formatJson(value: unknown): string {
  return `${lines(value, DEPTH, '\n')}\n`;
}

function lines(value: unknown, depth: number, lineBreak: string): string {
  if (depth === 0 || typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${lineBreak} `;
  if (Array.isArray(value))
    return block(
      '[',
      value.map((one) => lines(one ?? null, depth - 1, inner)),
      ']',
    );
  const fields = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .map(([key, one]) => `${JSON.stringify(key)}: ${lines(one, depth - 1, inner)}`);
  return block('{', fields, '}');

  function block(open: string, parts: readonly string[], close: string): string {
    return parts.length === 0
      ? open + close
      : `${open}${inner}${parts.join(`,${inner}`)}${lineBreak}${close}`;
  }
}
