pragma circom 2.1.6;

// Money that moves to another account of the same owner; the owner is looked up for both accounts. amount < 2^68.
template Transfer() {
    signal input isTransfer, amount;
    signal output moved;                         // µUSD from the signer to the receiver
    moved <== isTransfer * amount;
}
