import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { parseRecording, type Recording } from './price-bar.ts';

/** Reads a recording from a CSV file, gzipped when its name ends in .gz. */
export async function readRecording(path: string): Promise<Recording> {
  const content = await readFile(path);
  const plain = path.endsWith('.gz') ? await promisify(gunzip)(content) : content;
  return parseRecording(plain.toString('utf8'));
}
