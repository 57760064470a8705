pragma circom 2.1.6;
include "../lib/sponge.circom";
include "../lib/range.circom";
include "../generated/constants.circom";

// Hash of one group of positions, followed by the hash of the groups behind it (0: none). (instrument 32, signed size 49) pairs go three to
// an element, snapshots one each: no range here, because what is in the tree was written from ranged values. The empty position is zeros.
template PositionsHash(K) {
    signal input instrument[K], size[K], snapshot[K], rest;
    signal output out;
    var words = ceilDiv(K, 3);
    component hash = Flat(words + K + 1);
    for (var w = 0; w < words; w++) {
        var packed = 0;
        for (var j = 0; j < 3; j++) {
            if (3 * w + j < K) { packed += (1 << (81 * j)) * (instrument[3 * w + j] + (1 << 32) * size[3 * w + j]); }
        }
        hash.in[w] <== packed;
    }
    for (var k = 0; k < K; k++) { hash.in[words + k] <== snapshot[k]; }
    hash.in[words + K] <== rest;
    out <== hash.out;
}

// Value and initial margin of one size at one mark, `ge` its sign. |size| < 2^48, mark < 2^36 (admission; the widths allow 2^84 of value),
// im = mark x imRate < 2^56, slope < 2^32. Margin in 2^-20 µUSD, nothing rounds: < 2^104 + 2^128. Maintenance margin is half of it.
template Holding() {
    signal input size, ge, mark, im, slope;
    signal output abs, value, margin;
    abs <== (2 * ge - 1) * size;
    value <== size * mark;
    signal square <== size * size;
    signal extra <== slope * square;
    margin <== abs * im + extra;
}
