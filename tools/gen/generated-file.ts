/** A file that a generator writes: where it lies, relative to the repository root, and all it must say. */
export interface GeneratedFile {
  readonly path: string;
  readonly content: string;
}
