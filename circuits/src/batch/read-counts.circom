pragma circom 2.1.6;
include "../lib/range.circom";
include "../lib/arithmetic.circom";

// How often visits and rows look each entry up: opened markets and settled openings by epoch, and bands, packed into words to absorb. Counts are ranged to
// READS bits each, so the words fix them.
template ReadCounts(T, K, E, READS) {
    var PER_WORD = 248 \ READS;
    signal input marks[T][E], bands[T], settled[K][E];
    signal output words[ceilDiv((T + K) * (E + 1), PER_WORD)];
    component range[(T + K) * (E + 1)];
    var packed[ceilDiv((T + K) * (E + 1), PER_WORD)];
    for (var i = 0; i < ceilDiv((T + K) * (E + 1), PER_WORD); i++) { packed[i] = 0; }
    for (var t = 0; t < T + K; t++) { for (var e = 0; e <= E; e++) {
        var i = t * (E + 1) + e;
        var count = t < T ? (e < E ? marks[t][e] : bands[t]) : (e < E ? settled[t - T][e] : 0);
        range[i] = Range(READS); range[i].in <== count;
        packed[i \ PER_WORD] += (1 << (READS * (i % PER_WORD))) * count;
    } }
    for (var i = 0; i < ceilDiv((T + K) * (E + 1), PER_WORD); i++) { words[i] <== packed[i]; }
}
