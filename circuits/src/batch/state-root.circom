pragma circom 2.1.6;
include "poseidon.circom";

// stateRoot = H(accountsRoot, H(static words, mutable words), settledRoot, H(feePool, insuranceFund))
template StateRoot() {
    signal input accountsRoot, staticHash, mutableHash, settledRoot, feePool, insuranceFund;
    signal output out;
    component markets = Poseidon(2);
    markets.inputs[0] <== staticHash; markets.inputs[1] <== mutableHash;
    component house = Poseidon(2);
    house.inputs[0] <== feePool; house.inputs[1] <== insuranceFund;
    component root = Poseidon(4);
    root.inputs[0] <== accountsRoot; root.inputs[1] <== markets.out; root.inputs[2] <== settledRoot; root.inputs[3] <== house.out;
    out <== root.out;
}
