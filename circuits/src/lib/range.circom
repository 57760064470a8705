pragma circom 2.1.6;
include "bitify.circom";

// The only users of raw Num2Bits. n <= 252 everywhere, so no value has two decompositions modulo p.

// 0 <= in < 2^n.
template Range(n) {
    assert(n <= 252);
    signal input in;
    component bits = Num2Bits(n);
    bits.in <== in;
    _ <== bits.out;
}

// 0 <= in < 2^n, with the bits, least significant first.
template Bits(n) {
    assert(n <= 252);
    signal input in;
    signal output out[n];
    component bits = Num2Bits(n);
    bits.in <== in;
    out <== bits.out;
}

// -2^n <= in < 2^n; ge = (in >= 0). Zero has one sign: ge(0) = 1.
template Sign(n) {
    assert(n <= 251);
    signal input in;
    signal output ge;
    component bits = Num2Bits(n + 1);
    bits.in <== in + (1 << n);
    for (var i = 0; i < n; i++) { _ <== bits.out[i]; }
    ge <== bits.out[n];
}

// in is 0 or 1.
template Bool() {
    signal input in;
    in * (in - 1) === 0;
}
