pragma circom 2.1.6;
include "poseidon.circom";
include "path.circom";

// Replaces one leaf of a 4-ary Poseidon tree: both roots from one set of children and one set of bits.
// child[i][0..3] are the four nodes of level i before the change. `bits` (the leaf's index, least significant first) are boolean at the caller.
// 2 x 297 + 6 constraints a level.
template PathUpdate(depth) {
    signal input oldLeaf, newLeaf;
    signal input bits[2 * depth];
    signal input child[depth][4];
    signal output oldRoot, newRoot;
    signal upper[depth];
    signal change[depth][4];
    signal oldNode[depth + 1];
    signal newNode[depth + 1];
    component at[depth];
    component oldHash[depth];
    component newHash[depth];
    oldNode[0] <== oldLeaf;
    newNode[0] <== newLeaf;
    for (var i = 0; i < depth; i++) {
        at[i] = ChildAt();
        at[i].bit0 <== bits[2 * i];
        at[i].bit1 <== bits[2 * i + 1];
        for (var j = 0; j < 4; j++) { at[i].child[j] <== child[i][j]; }
        at[i].out === oldNode[i];                                            // the child on the path is the old node
        // new - old, handed to the one child whose place the bits are: first to a half, then within it
        var difference = newNode[i] - oldNode[i];
        upper[i] <== bits[2 * i + 1] * difference;
        change[i][3] <== bits[2 * i] * upper[i];
        change[i][2] <== upper[i] - change[i][3];
        change[i][1] <== bits[2 * i] * (difference - upper[i]);
        change[i][0] <== difference - upper[i] - change[i][1];
        oldHash[i] = Poseidon(4);
        newHash[i] = Poseidon(4);
        for (var j = 0; j < 4; j++) {
            oldHash[i].inputs[j] <== child[i][j];
            newHash[i].inputs[j] <== child[i][j] + change[i][j];
        }
        oldNode[i + 1] <== oldHash[i].out;
        newNode[i + 1] <== newHash[i].out;
    }
    oldRoot <== oldNode[depth];
    newRoot <== newNode[depth];
}

// Root of a 4-ary tree whose leaves are all 0.
template EmptyRoot(depth) {
    signal output out;
    component node[depth];
    for (var i = 0; i < depth; i++) {
        node[i] = Poseidon(4);
        for (var j = 0; j < 4; j++) { if (i == 0) { node[i].inputs[j] <== 0; } else { node[i].inputs[j] <== node[i - 1].out; } }
    }
    out <== node[depth - 1].out;
}
