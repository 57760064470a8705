/** One report of a long task. */
export interface Progress {
  /** What is being done: `compile`, `development key`, ... */
  readonly step: string;
  /** Where it stands, for people. */
  readonly detail: string;
  /** Seconds since the task began. */
  readonly seconds: number;
}

export type OnProgress = (progress: Progress) => void;
