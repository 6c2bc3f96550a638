import type { DropReason, Source } from '../sources/source.ts';

/** Everything that a source yields, and what it left out as `reason path`. */
export async function readSource(
  source: Source,
  extensions: readonly string[] = ['.py'],
): Promise<{ texts: Record<string, string>; dropped: string[] }> {
  const texts: Record<string, string> = {};
  const dropped: string[] = [];
  const drop = (reason: DropReason, path: string) => dropped.push(`${reason} ${path}`);
  for await (const { path, bytes } of source.read({ extensions, drop })) {
    texts[path] = new TextDecoder().decode(bytes);
  }
  return { texts, dropped };
}
