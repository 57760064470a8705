pragma circom 2.1.6;
include "../lib/range.circom";
include "../lib/sponge.circom";
include "../lib/eddsa.circom";
include "../generated/constants.circom";

// The hash that names the oracle set: all N keys in their order. That no key stands in it twice is the contract's duty.
template OracleSet(N) {
    signal input Ax[N], Ay[N];
    signal output out;
    component hash = Flat(2 * N);
    for (var n = 0; n < N; n++) { hash.in[2 * n] <== Ax[n]; hash.in[2 * n + 1] <== Ay[n]; }
    out <== hash.out;
}

// V keys at strictly increasing places of N. chosen[v][n] = 1 where signature v is of the key at place n. Since V - 1 - v places follow and v precede,
// place v of V lies between v and v + N - V: the rest of its row is 0 and costs nothing.
template Quorum(N, V) {
    signal input chosen[V][N], keyX[N], keyY[N];
    signal output Ax[V], Ay[V];
    assert(1 <= V && V <= N);
    component bool[V][N - V + 1];
    signal x[V][N - V + 1];
    signal y[V][N - V + 1];
    for (var v = 0; v < V; v++) {
        for (var n = 0; n < v; n++) { chosen[v][n] === 0; }
        for (var n = v + N - V + 1; n < N; n++) { chosen[v][n] === 0; }
        x[v][0] <== keyX[v];
        y[v][0] <== keyY[v];
        var count = 0;
        var before = 0;                          // whether signature v - 1 is of a key before place v + d
        for (var d = 0; d <= N - V; d++) {
            bool[v][d] = Bool(); bool[v][d].in <== chosen[v][v + d];
            count += chosen[v][v + d];
            if (d > 0) {
                x[v][d] <== x[v][d - 1] + chosen[v][v + d] * (keyX[v + d] - keyX[v]);
                y[v][d] <== y[v][d - 1] + chosen[v][v + d] * (keyY[v + d] - keyY[v]);
            }
            if (v > 0) {
                before += chosen[v - 1][v + d - 1];
                if (d < N - V) { chosen[v][v + d] * (1 - before) === 0; }    // at the last place it always is
            }
        }
        count === 1;
        Ax[v] <== x[v][N - V];
        Ay[v] <== y[v][N - V];
    }
}

// What the oracle signs: a tag by which no instruction can be read as a round, the round word, the instruments of the M rows, seven of 32 bits to a word, and
// all prices, seven of 36 bits to a word: marks of the M rows, index and settlement prices of the U underlyings, then the scenario prices of each row, in words
// of its own. All but these is ranged here, so the message has one reading; the parts of scenario words are ranged where a row is opened (ScenarioValues).
template OracleMessage(M, U) {
    signal input domain, round, time, settlementHour, instrument[M], mark[M], index[U], settlement[U], scenario[M][SCENARIO_PRICE_WORDS()];
    signal output roundWord, out;                // round 40 | time 40 @40 | settlement hour 24 @80
    component roundRange = Range(BITS_TIME()); roundRange.in <== round;
    component timeRange = Range(BITS_TIME()); timeRange.in <== time;
    component hourRange = Range(BITS_EXPIRY_HOUR()); hourRange.in <== settlementHour;
    roundWord <== round + (1 << 40) * time + (1 << 80) * settlementHour;
    var prices = M + 2 * U;
    var ids = ceilDiv(M, 7);
    var words = ceilDiv(prices, 7);
    var perRow = SCENARIO_PRICE_WORDS();
    component message = Flat(2 + ids + words + perRow * M);
    component idRange[M];
    var named[ids];
    for (var w = 0; w < ids; w++) { named[w] = 0; }
    for (var m = 0; m < M; m++) {
        idRange[m] = Range(BITS_INSTRUMENT()); idRange[m].in <== instrument[m];
        named[m \ 7] += (1 << (BITS_INSTRUMENT() * (m % 7))) * instrument[m];
    }
    component range[prices];
    var packed[words];
    for (var w = 0; w < words; w++) { packed[w] = 0; }
    for (var i = 0; i < prices; i++) {
        range[i] = Range(BITS_PRICE());
        if (i < M) { range[i].in <== mark[i]; }
        else if (i < M + U) { range[i].in <== index[i - M]; }
        else { range[i].in <== settlement[i - M - U]; }
        packed[i \ 7] += (1 << (BITS_PRICE() * (i % 7))) * range[i].in;
    }
    message.in[0] <== domain + (1 << 248);
    message.in[1] <== roundWord;
    for (var w = 0; w < ids; w++) { message.in[2 + w] <== named[w]; }
    for (var w = 0; w < words; w++) { message.in[2 + ids + w] <== packed[w]; }
    for (var m = 0; m < M; m++) { for (var w = 0; w < perRow; w++) { message.in[2 + ids + words + perRow * m + w] <== scenario[m][w]; } }
    out <== message.out;
}

// One oracle round: instruments, marks and scenario prices of all M rows and the prices of U underlyings at one moment, signed by V of the N keys of the set. M = 16, U = 2, N = 4, V = 3: 13,798
// constraints, of which 14 choose the keys.
// `h`, the hash of the first signature, fixes the message and so every price; no signature is optional.
template OracleRound(M, U, N, V) {
    signal input domain, round, time, settlementHour, instrument[M], mark[M], index[U], settlement[U], scenario[M][SCENARIO_PRICE_WORDS()];
    signal input Ax[N], Ay[N], chosen[V][N], S[V], R8x[V], R8y[V];
    signal output h, roundWord;                  // roundWord is published: the contract reads it
    component message = OracleMessage(M, U);
    message.domain <== domain; message.round <== round; message.time <== time; message.settlementHour <== settlementHour;
    for (var m = 0; m < M; m++) { message.instrument[m] <== instrument[m]; message.mark[m] <== mark[m]; message.scenario[m] <== scenario[m]; }
    for (var u = 0; u < U; u++) { message.index[u] <== index[u]; message.settlement[u] <== settlement[u]; }
    roundWord <== message.roundWord;
    component quorum = Quorum(N, V);
    for (var n = 0; n < N; n++) {
        quorum.keyX[n] <== Ax[n]; quorum.keyY[n] <== Ay[n];
        for (var v = 0; v < V; v++) { quorum.chosen[v][n] <== chosen[v][n]; }
    }
    component signature[V];
    for (var v = 0; v < V; v++) {
        signature[v] = EdDSA();
        signature[v].enabled <== 1;
        signature[v].Ax <== quorum.Ax[v]; signature[v].Ay <== quorum.Ay[v];
        signature[v].S <== S[v]; signature[v].R8x <== R8x[v]; signature[v].R8y <== R8y[v];
        signature[v].message <== message.out;
        if (v == 0) { h <== signature[v].h; } else { _ <== signature[v].h; }
    }
}
