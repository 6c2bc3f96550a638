/** For each window the documents it was added for, as linked lists from the latest on. */
export class Postings {
  private readonly latest: Int32Array;
  private readonly previous: Int32Array;
  private readonly documents: Int32Array;
  private count = 0;

  /** @param total how many additions there will be */
  constructor(slots: number, total: number) {
    this.latest = new Int32Array(slots).fill(-1);
    this.previous = new Int32Array(total);
    this.documents = new Int32Array(total);
  }

  add(slot: number, document: number): void {
    this.previous[this.count] = this.latest[slot]!;
    this.documents[this.count] = document;
    this.latest[slot] = this.count++;
  }

  forLatest(slot: number, most: number, onDocument: (document: number) => void): void {
    let entry = this.latest[slot]!;
    for (let i = 0; i < most && entry >= 0; i++, entry = this.previous[entry]!)
      onDocument(this.documents[entry]!);
  }
}
