/** How something open ended: closed by its own closer, broken, or still open when it was no longer seen. */
export interface Fate {
  /** Name of the document that it is in. */
  readonly document: string;
  /** Characters from the opener to that end. */
  readonly time: number;
  /** How it ended. */
  readonly cause: 'closed' | 'broken' | 'open';
}
