pragma circom 2.1.6;

// Raises the account's minGeneration to the instruction's generation. 2^40 marks that there is one: two of them in a batch would add up to
// 2^41 + ..., which no visit can match.
template CancelAll() {
    signal input isCancelAll, generation;        // generation < 2^36
    signal output value;
    value <== isCancelAll * ((1 << 40) + generation);
}
