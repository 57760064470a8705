pragma circom 2.1.6;
include "../lib/bus.circom";

// What an expired instrument that the batch opens offers to visits: its last indices, no figures, flagged as settled. instrument, indexLong and indexShort
// are absorbed, the counts of reads too.
template SettledOpeningTerms(E) {
    signal input X, p[11];
    signal input on, instrument, indexLong, indexShort, reads[E];
    signal output sum;
    var all = 0;
    for (var e = 0; e < E; e++) { all += reads[e]; }
    (1 - on) * all === 0;                        // ranged counts
    signal long <== p[1] * indexLong;
    signal short <== p[2] * indexShort;
    component term[E];
    var total = 0;
    for (var e = 0; e < E; e++) {
        term[e] = Term(); term[e].X <== X; term[e].numerator <== reads[e];
        term[e].T <== e + 16 * instrument + (1 << 37) + long + short + TAG_MARK() * p[10];
        total -= term[e].out;
    }
    sum <== total;
}
