pragma circom 2.1.6;

// Money that leaves to L1. amount < 2^68 (the bits of size and limit price, ranged at the caller).
template Withdraw() {
    signal input isWithdraw, amount;
    signal output out;                           // µUSD the visit pays, judged fully margined at the last epoch
    out <== isWithdraw * amount;
}
