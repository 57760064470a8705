pragma circom 2.1.6;
include "poseidon.circom";
include "../lib/range.circom";
include "../lib/path.circom";
include "../lib/path-update.circom";

// The tree of expired instruments: the leaf H(indexLong, indexShort) of the final indices (signed) lies at the place that is the instrument's id.
// It only grows: a leaf is written once, where there was none. Id 0 is no instrument, so place 0 is empty for ever.

// Proves the final indices of an expired instrument. Off: instrument and indices are 0 and what is opened is the empty place 0, so the caller can
// demand the state's root always. `on` is boolean at the caller. 244 + 302 DEPTH constraints.
template SettledOpening(DEPTH) {
    signal input on, instrument, indexLong, indexShort, child[DEPTH][4];
    signal output root;
    component place = Bits(2 * DEPTH); place.in <== instrument;
    (1 - on) * instrument === 0;
    (1 - on) * indexLong === 0;
    (1 - on) * indexShort === 0;
    component final = Poseidon(2);
    final.inputs[0] <== indexLong; final.inputs[1] <== indexShort;
    component path = Path(DEPTH);
    path.leaf <== on * final.out;
    for (var i = 0; i < 2 * DEPTH; i++) { path.bits[i] <== place.out[i]; }
    for (var i = 0; i < DEPTH; i++) { for (var j = 0; j < 4; j++) { path.child[i][j] <== child[i][j]; } }
    root <== path.root;
}

// Writes the leaf of an instrument that expires, where there was none. Off: both roots are the same, whatever the place, as long as it is empty (0 is).
// `on` is boolean at the caller; indices are ranged where they are computed. 241 + 602 DEPTH constraints.
template SettledInsertion(DEPTH) {
    signal input on, instrument, indexLong, indexShort, child[DEPTH][4];
    signal output oldRoot, newRoot;
    component place = Bits(2 * DEPTH); place.in <== instrument;
    component final = Poseidon(2);
    final.inputs[0] <== indexLong; final.inputs[1] <== indexShort;
    component path = PathUpdate(DEPTH);
    path.oldLeaf <== 0;
    path.newLeaf <== on * final.out;
    for (var i = 0; i < 2 * DEPTH; i++) { path.bits[i] <== place.out[i]; }
    for (var i = 0; i < DEPTH; i++) { for (var j = 0; j < 4; j++) { path.child[i][j] <== child[i][j]; } }
    oldRoot <== path.oldRoot;
    newRoot <== path.newRoot;
}
