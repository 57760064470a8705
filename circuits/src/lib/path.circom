pragma circom 2.1.6;
include "poseidon.circom";

// The child at place bit0 + 2 bit1 of a node. Bits are boolean at the caller. 3 constraints.
template ChildAt() {
    signal input bit0, bit1, child[4];
    signal output out;
    signal low <== child[0] + bit0 * (child[1] - child[0]);
    signal high <== child[2] + bit0 * (child[3] - child[2]);
    out <== low + bit1 * (high - low);
}

// Membership in a 4-ary Poseidon tree: the root above a leaf that lies at a place. child[i][0..3] are the four nodes of level i on the path, the
// leaf's own first. `bits` (the place, least significant first) are boolean at the caller. 300 constraints a level.
template Path(depth) {
    signal input leaf, bits[2 * depth], child[depth][4];
    signal output root;
    component at[depth];
    component hash[depth];
    signal node[depth + 1];
    node[0] <== leaf;
    for (var i = 0; i < depth; i++) {
        at[i] = ChildAt();
        at[i].bit0 <== bits[2 * i];
        at[i].bit1 <== bits[2 * i + 1];
        hash[i] = Poseidon(4);
        for (var j = 0; j < 4; j++) {
            at[i].child[j] <== child[i][j];
            hash[i].inputs[j] <== child[i][j];
        }
        at[i].out === node[i];                                               // the child on the path is the node below
        node[i + 1] <== hash[i].out;
    }
    root <== node[depth];
}
