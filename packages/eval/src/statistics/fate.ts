/** How something open ended: closed by its own closer, broken, or still open when it was no longer seen. */
export interface Fate {
  readonly document: string;
  readonly time: number;
  readonly cause: 'closed' | 'broken' | 'open';
}
