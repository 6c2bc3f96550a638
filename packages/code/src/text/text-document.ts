/** A text to be measured. */
export interface TextDocument {
  readonly name: string;
  readonly text: string;
}
