import { defaultLimits, type Limits } from '../limits.ts';
import { newFiles } from '../sources/new-files.ts';
import type { DropReason, Source } from '../sources/source.ts';

/** Everything that a source yields, and what it left out as `reason path`. */
export async function readSource(
  source: Source,
  { extensions = ['.py'], ...limits }: { extensions?: readonly string[] } & Partial<Limits> = {},
): Promise<{ texts: Record<string, string>; dropped: string[] }> {
  const texts: Record<string, string> = {};
  const dropped: string[] = [];
  const context = {
    extensions,
    limits: { ...defaultLimits, ...limits },
    drop: (reason: DropReason, path: string) => dropped.push(`${reason} ${path}`),
    isNew: newFiles(),
  };
  for await (const { path, bytes } of source.read(context)) {
    texts[path] = new TextDecoder().decode(bytes);
  }
  return { texts, dropped };
}
