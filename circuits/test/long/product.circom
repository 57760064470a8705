pragma circom 2.1.6;
include "../../src/lib/range.circom";

template Product() {
    signal input a, b;
    signal output product;
    component rangeA = Range(32); rangeA.in <== a;
    component rangeB = Range(32); rangeB.in <== b;
    product <== a * b;
}

component main = Product();
