import { nat } from 'fast-check';

/** Any character but halves of pairs. fast-check takes a second to prepare its own, `binary`. */
export const anyCharacter = nat(0x10f7ff).map((code) =>
  String.fromCodePoint(code < 0xd800 ? code : code + 0x800),
);
