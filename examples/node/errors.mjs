// Checks the options of a function of your own: what was expected, what came, what to do about it.
import { describeValue, LongrangeError, nearest } from '@longrange/errors';

const known = ['width', 'height', 'color'];

function draw(options) {
  for (const [key, value] of Object.entries(options)) {
    if (!known.includes(key)) {
      throw new LongrangeError({
        code: 'DRAW_OPTION',
        message: `Expected one of ${known.join(', ')}, got \`${key}\`.`,
        hint: `did you mean \`${nearest(key, known)}\`?`,
        exitCode: 2,
      });
    }
    if (key !== 'color' && !(value > 0)) {
      throw new LongrangeError({
        code: 'DRAW_SIZE',
        message: `Expected \`${key}\` to be positive, got ${describeValue(value)}.`,
      });
    }
  }
  return 'drawn';
}

for (const options of [{ width: 3 }, { widht: 3 }, { height: 'tall' }]) {
  try {
    console.log(draw(options));
  } catch (error) {
    if (!(error instanceof LongrangeError)) throw error;
    console.log(`${error.code}: ${error.message}`);
    if (error.hint !== undefined) console.log(`  ${error.hint}`);
  }
}

// prints
// drawn
// DRAW_OPTION: Expected one of width, height, color, got `widht`.
//   did you mean `width`?
// DRAW_SIZE: Expected `height` to be positive, got "tall" (string).
