/**
 * The area under the ROC curve from counts by ascending value: the probability that a positive drawn at random has a larger value
 * than a negative, a tie counting a half. Half the area is chance. Hanley & McNeil (1982), Radiology 143, 29–36.
 *
 * @param positives how many positives have each value, in ascending order of values
 * @param negatives the same of the negatives
 * @returns null without a positive or without a negative
 */
export function areaUnderRoc(positives: ArrayLike<number>, negatives: ArrayLike<number>): number | null {
  let positive = 0;
  let negative = 0;
  let wins = 0;
  for (let value = 0; value < positives.length; value++) {
    wins += positives[value]! * (negative + negatives[value]! / 2);
    positive += positives[value]!;
    negative += negatives[value]!;
  }
  return positive === 0 || negative === 0 ? null : wins / (positive * negative);
}
