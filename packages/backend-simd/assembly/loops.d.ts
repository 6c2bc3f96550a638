// Names used in loops over vectors; scripts/write-kernels.mjs replaces them before AssemblyScript reads the source.

/** Step of a loop that takes two vectors at a time, then the rest of an array number by number. */
declare const LANES: usize;
/** Step of a loop over two vectors at a time, in arrays of whole pairs. */
declare const PAIRS: usize;
declare function read(from: usize): v128;
/** @param x name of a variable */
declare function write(to: usize, x: v128): void;
