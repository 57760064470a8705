pragma circom 2.1.6;
include "poseidon.circom";
include "../lib/range.circom";
include "../lib/is-zero.circom";
include "../lib/sponge.circom";

// The M market rows of the state, closed: an untouched one keeps its words. Outputs the markets' part of the state root before and after, and the booleans
// `touched` and `unpriced` as one word, M bits each. An unpriced row has no price in this batch, because it is listed or expires: the bus ROW then leaves its
// marks out. unlisted[i] (boolean at the caller): entry i lists an instrument without an effect, which needs every row taken before the batch.
template ClosedMarkets(M, Q) {
    signal input static0[M], static1[M], mutable0[M], mutable1[M], touched[M], unpriced[M], unlisted[Q];
    signal output hash0, hash1, flags;
    component touchedBool[M]; component unpricedBool[M];
    component words[4];
    for (var i = 0; i < 4; i++) { words[i] = Flat(M); }
    var packed = 0;
    signal taken[M];
    for (var m = 0; m < M; m++) {
        touchedBool[m] = Bool(); touchedBool[m].in <== touched[m];
        unpricedBool[m] = Bool(); unpricedBool[m].in <== unpriced[m];
        packed += (1 << m) * touched[m] + (1 << (M + m)) * unpriced[m];
        (1 - touched[m]) * (mutable1[m] - mutable0[m]) === 0;
        (1 - touched[m]) * (static1[m] - static0[m]) === 0;
        words[0].in[m] <== static0[m]; words[1].in[m] <== mutable0[m]; words[2].in[m] <== static1[m]; words[3].in[m] <== mutable1[m];
        if (m == 0) { taken[m] <== static0[m]; } else { taken[m] <== taken[m - 1] * static0[m]; }
    }
    flags <== packed;
    component full[Q];
    for (var i = 0; i < Q; i++) { full[i] = NonZeroIf(); full[i].on <== unlisted[i]; full[i].in <== taken[M - 1]; }
    component before = Poseidon(2);
    before.inputs[0] <== words[0].out; before.inputs[1] <== words[1].out;
    component after = Poseidon(2);
    after.inputs[0] <== words[2].out; after.inputs[1] <== words[3].out;
    hash0 <== before.out;
    hash1 <== after.out;
}
