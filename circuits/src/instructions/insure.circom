pragma circom 2.1.6;

// What an L1 entry pays into the insurance fund. isInsure is boolean and amount ranged at the caller.
template Insure() {
    signal input isInsure, amount;
    signal output insured;                       // µUSD
    insured <== isInsure * amount;
}
