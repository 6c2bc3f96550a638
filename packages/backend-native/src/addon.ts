/** What rust/src/node.rs exports. Addresses are those of the process, as numbers; words are float64, which hold all of them exactly. */
export interface Addon {
  jobs(): RecordDeclaration[];
  records(): RecordDeclaration[];
  instructionSets(): InstructionSet[];
  addressOf(bytes: Uint8Array): number;
  readonly NativeEngine: new (instructionSet: string, threads: number) => AddonEngine;
}

export interface RecordDeclaration {
  readonly name: string;
  /** In the order in which they are read. */
  readonly words: string[];
}

/** In the order in which they are preferred. */
export interface InstructionSet {
  readonly name: string;
  /** Whether products are of bfloat16. */
  readonly bfloat16: boolean;
  /** Never yet run on a processor that has it: its first product is to be tried in a process of its own. */
  readonly untried: boolean;
}

export interface AddonEngine {
  /** Does a job in so many shares on so many threads. @throws Error where a share failed */
  run(kind: number, words: Float64Array, shares: number, threads: number): void;
  /** Milliseconds since the start that a thread has waited for the others, in the mean over the threads. */
  readonly waited: number;
  readonly panelColumns: number;
  /** Additions and multiplications in a turn of the job `limit`, for each share. */
  readonly limitOperations: number;
  panelBytes(columns: number, depth: number): number;
  readonly matmulScratchBytes: number;
  recurrentScratchBytes(units: number): number;
  generateScratchBytes(rows: number, units: number, characters: number): number;
}
