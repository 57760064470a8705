import { TenorError } from '@tenor/protocol';

const DEPTH_MAX = 32;
const refuse = (detail: string): never => {
  throw new TenorError('PARSE_ERROR', { detail });
};

/** Index just after the string literal that starts at `start`. The text is known to be valid JSON. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

/**
 * Refuses what JSON.parse lets pass: a key given twice (two parsers could read two different orders from one message)
 * and nesting deep enough to hurt.
 */
function refuseAmbiguity(text: string): void {
  const keys: (Set<string> | null)[] = [];
  let expectsKey = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character === '{' || character === '[') {
      keys.push(character === '{' ? new Set() : null);
      if (keys.length > DEPTH_MAX) refuse('nested too deeply');
      expectsKey = character === '{';
    } else if (character === '}' || character === ']') {
      keys.pop();
      expectsKey = false;
    } else if (character === ',') expectsKey = keys.at(-1) !== null;
    else if (character === '"') {
      const end = endOfString(text, at);
      if (expectsKey) {
        const key = JSON.parse(text.slice(at, end)) as string;
        const seen = keys.at(-1);
        if (seen?.has(key)) refuse(`the key "${key.slice(0, 40)}" is given twice`);
        seen?.add(key);
        expectsKey = false;
      }
      at = end - 1;
    }
  }
}

/** Parses JSON strictly. Throws PARSE_ERROR for malformed text, duplicate keys and more than 32 levels. */
export function parseStrictJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse('not valid JSON');
  }
  refuseAmbiguity(text);
  return value;
}
