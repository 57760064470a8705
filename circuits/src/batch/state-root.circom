pragma circom 2.1.6;
include "poseidon.circom";

// stateRoot = H(accountsRoot, marketsHash, settledRoot, H(feePool, insuranceFund)); marketsHash = H(static words, mutable words)
template StateRoot() {
    signal input accountsRoot, marketsHash, settledRoot, feePool, insuranceFund;
    signal output out;
    component house = Poseidon(2);
    house.inputs[0] <== feePool; house.inputs[1] <== insuranceFund;
    component root = Poseidon(4);
    root.inputs[0] <== accountsRoot; root.inputs[1] <== marketsHash; root.inputs[2] <== settledRoot; root.inputs[3] <== house.out;
    out <== root.out;
}
