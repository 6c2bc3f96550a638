/** A second opinion on what parses. */
export interface SyntaxOracle {
  /** With its version. */
  readonly name: string;
  /** Null for sound text, otherwise what is wrong with it. Rejects for no text. */
  judge(text: string): Promise<string | null>;
}
