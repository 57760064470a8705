/**
 * circom compiles `===` to: if not equal { message; message; return 4 }. In wasm that is call, call, i32.const 4, return, end.
 * Written for circom 2.2.3; another version may need another pattern, hence the refusal to find nothing.
 */
const CALL = String.raw`\x10[\x80-\xff]{0,4}[\x00-\x7f]`;
const ASSERTION = new RegExp(String.raw`(${CALL}${CALL})\x41\x04\x0f\x0b`, 'g');

const RETURN_FOUR = '\u0041\u0004\u000f';

/**
 * A witness generator that asserts nothing: it computes every signal whatever rule that breaks, so that only the constraints can refuse.
 * A generator without assertions is returned as it is.
 * @throws if the assertions do not look as expected
 */
export function withoutAsserts(wasm: Uint8Array): Uint8Array<ArrayBuffer> {
  let count = 0;
  const code = Buffer.from(wasm).toString('latin1');
  const patched = code.replace(ASSERTION, (_, calls: string) => {
    count++;
    return `${calls}\u0001\u0001\u0001\u000b`; // three nops instead of i32.const 4, return
  });
  if (count === 0 && code.includes(RETURN_FOUR)) {
    throw new Error(
      'the assertions of this witness generator have another shape: was it made by another compiler version?',
    );
  }
  return new Uint8Array(Buffer.from(patched, 'latin1'));
}
