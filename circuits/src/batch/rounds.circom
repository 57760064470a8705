pragma circom 2.1.6;
include "../instructions/oracle-round.circom";

// The E oracle rounds of a batch, signed by keys of one set. h[e] is absorbed and fixes the prices of its round; oracleSet and the words are published.
template Rounds(E, M, U, N, V) {
    signal input domain, Ax[N], Ay[N];
    signal input round[E], time[E], settlementHour[E], instrument[M][E], mark[M][E], scenario[M][E][SCENARIO_PRICE_WORDS()], index[E][U], settlement[E][U], chosen[E][V][N], S[E][V], R8x[E][V], R8y[E][V];
    signal output h[E], word[E], oracleSet;
    component set = OracleSet(N);
    for (var n = 0; n < N; n++) { set.Ax[n] <== Ax[n]; set.Ay[n] <== Ay[n]; }
    oracleSet <== set.out;
    component each[E];
    for (var e = 0; e < E; e++) {
        each[e] = OracleRound(M, U, N, V);
        each[e].domain <== domain; each[e].round <== round[e]; each[e].time <== time[e]; each[e].settlementHour <== settlementHour[e];
        for (var m = 0; m < M; m++) { each[e].instrument[m] <== instrument[m][e]; each[e].mark[m] <== mark[m][e]; each[e].scenario[m] <== scenario[m][e]; }
        for (var u = 0; u < U; u++) { each[e].index[u] <== index[e][u]; each[e].settlement[u] <== settlement[e][u]; }
        for (var n = 0; n < N; n++) { each[e].Ax[n] <== Ax[n]; each[e].Ay[n] <== Ay[n]; }
        for (var v = 0; v < V; v++) {
            for (var n = 0; n < N; n++) { each[e].chosen[v][n] <== chosen[e][v][n]; }
            each[e].S[v] <== S[e][v]; each[e].R8x[v] <== R8x[e][v]; each[e].R8y[v] <== R8y[e][v];
        }
        h[e] <== each[e].h;
        word[e] <== each[e].roundWord;
    }
}
