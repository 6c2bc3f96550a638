// What loops over vectors are written with; scripts/write-kernels.mjs replaces it before AssemblyScript reads it.

/** Step of a loop over two vectors at a time, and what is left of an array number by number. */
declare const LANES: usize;
/** Step of a loop over two vectors at a time, in arrays of whole pairs. */
declare const PAIRS: usize;
declare function read(from: usize): v128;
/** @param x name of a variable */
declare function write(to: usize, x: v128): void;
