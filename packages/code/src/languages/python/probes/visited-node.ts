/** A node on the way from the root to where the walk is. */
export interface VisitedNode {
  readonly type: string;
  readonly field: string | null;
  readonly start: number;
  readonly end: number;
}
