/** A model, and the id by which results and tests name it: `model` for the one under test. */
export interface Named<Model> {
  readonly id: string;
  readonly model: Model;
}
