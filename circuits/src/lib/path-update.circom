pragma circom 2.1.6;
include "poseidon.circom";

// Replaces one leaf of a 4-ary Poseidon tree: both roots from one set of children and one set of selectors.
// child[i][0..3] are the four nodes of level i before the change. `bits` (the leaf's index, least significant first) are boolean at the caller.
// 2 x 297 + 9 constraints a level.
template PathUpdate(depth) {
    signal input oldLeaf, newLeaf;
    signal input bits[2 * depth];
    signal input child[depth][4];
    signal output oldRoot, newRoot;
    signal both[depth];
    signal selected[depth][4];
    signal after[depth][4];
    signal oldNode[depth + 1];
    signal newNode[depth + 1];
    component oldHash[depth];
    component newHash[depth];
    oldNode[0] <== oldLeaf;
    newNode[0] <== newLeaf;
    for (var i = 0; i < depth; i++) {
        both[i] <== bits[2 * i] * bits[2 * i + 1];
        selected[i][3] <== both[i];
        selected[i][2] <== bits[2 * i + 1] - both[i];
        selected[i][1] <== bits[2 * i] - both[i];
        selected[i][0] <== 1 - bits[2 * i] - bits[2 * i + 1] + both[i];
        oldHash[i] = Poseidon(4);
        newHash[i] = Poseidon(4);
        for (var j = 0; j < 4; j++) {
            selected[i][j] * (child[i][j] - oldNode[i]) === 0;               // the selected child is the old node
            after[i][j] <== child[i][j] + selected[i][j] * (newNode[i] - oldNode[i]);
            oldHash[i].inputs[j] <== child[i][j];
            newHash[i].inputs[j] <== after[i][j];
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
