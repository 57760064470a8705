pragma circom 2.1.6;
include "../lib/range.circom";
include "../instructions/expire.circom";
include "settled-opening.circom";

// The one instrument that a batch may expire, taken out of the opened rows: its payoff at the signed settlement price of its hour is the last step of
// both indices, which go into the settled tree. `expired` and every column of the rows are fixed by what the rows absorb; roundTime, settlementHour and
// settlement are those of the last round. `on` is 1 where a row expires.
template Expiry(T, U, DEPTH) {
    signal input settledRoot0, roundTime, settlementHour, settlement[U], child[DEPTH][4];
    signal input expired[T], instrument[T], isKind[T][4], isUnderlying[T][U], strike[T], expiryHour[T], indexLong[T], indexShort[T];
    signal output settledRoot1, word;            // the mutable word of the last indices, published in the row's place

    signal part[T][8]; signal price[T][U];
    var on = 0; var ids = 0; var isFuture = 0; var isCall = 0; var isPut = 0; var strikes = 0; var hours = 0; var long0 = 0; var short0 = 0; var paid = 0;
    for (var t = 0; t < T; t++) {
        on += expired[t];
        part[t][0] <== expired[t] * instrument[t]; ids += part[t][0];
        part[t][1] <== expired[t] * isKind[t][1]; isFuture += part[t][1];
        part[t][2] <== expired[t] * isKind[t][2]; isCall += part[t][2];
        part[t][3] <== expired[t] * isKind[t][3]; isPut += part[t][3];
        part[t][4] <== expired[t] * strike[t]; strikes += part[t][4];
        part[t][5] <== expired[t] * expiryHour[t]; hours += part[t][5];
        part[t][6] <== expired[t] * indexLong[t]; long0 += part[t][6];
        part[t][7] <== expired[t] * indexShort[t]; short0 += part[t][7];
        for (var u = 0; u < U; u++) { price[t][u] <== expired[t] * isUnderlying[t][u]; }
    }
    component once = Bool(); once.in <== on;
    on === isFuture + isCall + isPut;            // a perpetual has no expiry
    signal settlementPrice[U];
    for (var u = 0; u < U; u++) {
        var chosen = 0;
        for (var t = 0; t < T; t++) { chosen += price[t][u]; }
        settlementPrice[u] <== chosen * settlement[u];
        paid += settlementPrice[u];
    }
    on * (hours - settlementHour) === 0;
    component due = Range(BITS_TIME()); due.in <== roundTime - 3600 * hours;             // not before its hour; hours is 0 where nothing expires
    component expire = Expire();
    expire.isFuture <== isFuture; expire.isCall <== isCall; expire.isPut <== isPut; expire.strike <== strikes; expire.price <== paid;
    signal long1 <== long0 + (1 << BITS_CASH_INDEX_FRACTION()) * expire.payoff;
    signal short1 <== short0 + (1 << BITS_CASH_INDEX_FRACTION()) * expire.payoff;
    component range[2];
    for (var i = 0; i < 2; i++) { range[i] = Range(64); range[i].in <== (i == 0 ? long1 : short1) + (1 << 63); }
    word <== long1 + (1 << 64) * short1 + on * ((1 << 63) + (1 << 127));
    component insertion = SettledInsertion(DEPTH);
    insertion.on <== on; insertion.instrument <== ids; insertion.indexLong <== long1; insertion.indexShort <== short1;
    for (var i = 0; i < DEPTH; i++) { for (var j = 0; j < 4; j++) { insertion.child[i][j] <== child[i][j]; } }
    insertion.oldRoot === settledRoot0;          // where nothing expires, the place is 0 and stays empty
    settledRoot1 <== insertion.newRoot;
}
