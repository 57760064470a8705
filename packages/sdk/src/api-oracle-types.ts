/** One oracle round as it was signed: every integer as a decimal string, prices in µUSD per lot, time in Unix seconds. */
export interface OracleRoundJson {
  round: string;
  time: string;
  /** Id of the instrument of every market row; 0 where none is listed. */
  instruments: string[];
  /** Of every market row. */
  marks: string[];
  /** Of every underlying. */
  index: string[];
  settlement_hour: string;
  settlement: string[];
  /** Of every market row nine prices in the order of the grid; none where it holds no option. */
  scenario_prices: string[][];
  /** By ascending place of their keys in `oracle_set`. */
  signatures: { signer: number; key: [x: string, y: string]; R8: [x: string, y: string]; S: string }[];
}

/** The signed rounds of one batch, oldest first: it is judged at the last. */
export interface BatchOracleRoundsJson {
  batch: number;
  /** All keys that may sign, in their order. */
  oracle_set: [x: string, y: string][];
  rounds: OracleRoundJson[];
}
