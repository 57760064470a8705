const TAG = '$n';

/** JSON in which a bigint is `{"$n":"123"}`, so that no string can be mistaken for one. */
export const encodeJson = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) => (typeof member === 'bigint' ? { [TAG]: member.toString() } : member));

function reviveBigint(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !(TAG in value)) return value;
  const digits = value[TAG];
  if (typeof digits !== 'string' || !/^-?[0-9]{1,100}$/.test(digits) || Object.keys(value).length !== 1) {
    throw new SyntaxError(`"${TAG}" must be alone and hold the digits of an integer`);
  }
  return BigInt(digits);
}

/** The value `encodeJson` wrote. Throws SyntaxError for anything else. */
export const decodeJson = (text: string): unknown => JSON.parse(text, (_, member: unknown) => reviveBigint(member));
