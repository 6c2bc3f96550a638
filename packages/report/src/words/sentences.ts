/** Joins the sentences that are not empty. */
export function sentences(...all: readonly string[]): string {
  return all.filter(Boolean).join(' ');
}
