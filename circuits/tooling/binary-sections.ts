/** A section of the binary container shared by r1cs, wtns, ptau and zkey files. */
export interface Section {
  /** Byte offset of the content in the file. */
  readonly offset: number;
  readonly length: number;
}

const HEADER_BYTES = 12;
const SECTION_HEADER_BYTES = 12;

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/**
 * Finds the sections of a file by their type.
 * @param magic the four letters that the file must begin with
 * @throws if it is another kind of file, or cut short
 */
export function readSections(bytes: Uint8Array, magic: string): Map<number, Section> {
  const found = new TextDecoder('latin1').decode(bytes.subarray(0, 4));
  if (found !== magic) throw new Error(`not a ${magic} file: it begins with "${found}"`);
  const view = viewOf(bytes);
  const sections = new Map<number, Section>();
  let offset = HEADER_BYTES;
  for (let left = view.getUint32(8, true); left > 0; left--) {
    const type = view.getUint32(offset, true);
    const length = Number(view.getBigUint64(offset + 4, true));
    offset += SECTION_HEADER_BYTES;
    if (offset + length > bytes.length) throw new Error(`the ${magic} file is cut short in section ${type}`);
    if (!sections.has(type)) sections.set(type, { offset, length });
    offset += length;
  }
  return sections;
}

/** The section of that type. @throws if there is none */
export function sectionOf(sections: ReadonlyMap<number, Section>, type: number): Section {
  const section = sections.get(type);
  if (!section) throw new Error(`section ${type} is missing`);
  return section;
}
