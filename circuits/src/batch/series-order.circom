pragma circom 2.1.6;
include "../lib/range.circom";
include "../lib/is-zero.circom";
include "../generated/constants.circom";

// The opened rows stand in the order of their series (underlying, expiry, kind, strike), unused entries last. Of options with one underlying, expiry and
// kind the marks of every round are free of arbitrage: from strike to strike a call's falls and a put's rises, by at most the step of the strike, and both
// are convex. A row without a price is no neighbour of any. Everything is ranged at the caller and fixed by what the rows absorb.
// strike, mark < 2^36, expiryHour < 2^24, U < 2^8. With T = 12, E = U = 2: 3,998 constraints.
template SeriesOrder(T, E, U) {
    signal input live[T], listed[T], expired[T], isKind[T][4], isUnderlying[T][U], strike[T], expiryHour[T], mark[T][E];
    assert(U < 256);

    var group[T];
    signal option[T];                            // priced
    for (var t = 0; t < T; t++) {
        var underlying = 0;
        for (var u = 0; u < U; u++) { underlying += (u + 1) * isUnderlying[t][u]; }
        group[t] = isKind[t][0] + 2 * isKind[t][1] + 3 * isKind[t][2] + 4 * isKind[t][3] + 8 * expiryHour[t] + (1 << (3 + BITS_EXPIRY_HOUR())) * underlying;
        option[t] <== (isKind[t][2] + isKind[t][3]) * (1 - listed[t] - expired[t]);
    }
    var pairs = T - 1;
    var triples = T > 2 ? T - 2 : 0;
    component order[pairs]; component sameGroup[pairs]; component falls[pairs][E]; component within[pairs][E]; component bends[triples][E];
    signal after[pairs]; signal half[pairs]; signal same[pairs]; signal step[pairs]; signal fall[pairs][E]; signal part[pairs][E];
    signal left[triples][E]; signal right[triples][E]; signal convex[triples][E];
    for (var t = 0; t < pairs; t++) {
        live[t + 1] * (1 - live[t]) === 0;
        after[t] <== live[t + 1] * (strike[t + 1] - strike[t] + (1 << BITS_PRICE()) * (group[t + 1] - group[t]));
        order[t] = Range(BITS_PRICE() + 3 + BITS_EXPIRY_HOUR() + 8); order[t].in <== after[t];
        sameGroup[t] = IsZeroFlag(); sameGroup[t].in <== group[t + 1] - group[t];
        half[t] <== sameGroup[t].out * option[t];
        same[t] <== half[t] * option[t + 1];
        step[t] <== same[t] * (strike[t + 1] - strike[t]);                   // in order, so >= 0
        for (var e = 0; e < E; e++) {
            fall[t][e] <== (1 - 2 * isKind[t][3]) * (mark[t][e] - mark[t + 1][e]);
            part[t][e] <== same[t] * fall[t][e];
            falls[t][e] = Range(BITS_PRICE()); falls[t][e].in <== part[t][e];
            within[t][e] = Range(BITS_PRICE()); within[t][e].in <== step[t] - part[t][e];
        }
    }
    // three neighbours: what the mark falls by for each unit of strike falls too (of a put: grows). 0 where they are not of one expiry.
    for (var t = 0; t < triples; t++) { for (var e = 0; e < E; e++) {
        left[t][e] <== part[t][e] * step[t + 1];                             // < 2^72
        right[t][e] <== part[t + 1][e] * step[t];
        convex[t][e] <== (1 - 2 * isKind[t][3]) * (left[t][e] - right[t][e]);
        bends[t][e] = Range(2 * BITS_PRICE()); bends[t][e].in <== convex[t][e];
    } }
}
