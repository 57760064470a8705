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

// Value and margins of one size at one mark, `ge` its sign. |size| < 2^48, mark < 2^36 (admission; the widths allow 2^84 of value), im < 2^57 in 2^-20 and
// mm < 2^58 in 2^-21 µUSD per short lot, slope < 2^32. A long option's margins are its mark: longIm, longMm say what a long lot's are.
// Nothing rounds: margin in 2^-20, maintenance in 2^-21 µUSD, each < 2^106 + 2^128. 8 constraints.
template Holding() {
    signal input size, ge, mark, im, mm, longIm, longMm, slope;
    signal output abs, value, lotMargin, margin, maintenance;
    abs <== (2 * ge - 1) * size;
    value <== size * mark;
    signal square <== size * size;
    signal extra <== slope * square;
    lotMargin <== im + ge * (longIm - im);
    signal lotMaintenance <== mm + ge * (longMm - mm);
    margin <== abs * lotMargin + extra;
    maintenance <== abs * lotMaintenance + extra;
}
