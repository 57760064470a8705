pragma circom 2.1.6;

// Raises the account's minGeneration to the instruction's generation. The visit looks the new value up among the rows, so it takes exactly one of
// them: with two cancel-alls of an account in a batch no visit matches both, and a sum of generations is no value anybody signed.
template CancelAll() {
    signal input isCancelAll, generation;        // generation < 2^36
    signal output raised;                        // the new minGeneration, 0 where there is none
    raised <== isCancelAll * generation;
}
