/** What belongs to each document, in the order in which documents and members come. */
export function groupByDocument<T extends { readonly document: string }>(
  members: readonly T[],
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const member of members) {
    const group = groups.get(member.document);
    if (group === undefined) groups.set(member.document, [member]);
    else group.push(member);
  }
  return groups;
}
