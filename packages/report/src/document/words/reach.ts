/** Held if more than this share is: the criterion of Hewitt et al. 2020. */
export const HELD_THRESHOLD = 0.8;
