pragma circom 2.1.6;
include "../lib/range.circom";

// The chain of account roots: an active visit opens its account in the root that the one before left. Active visits come first and their ids strictly
// increase, so no account is opened twice. on is boolean and id < 4^DEPTH at the caller.
template VisitChain(A, DEPTH) {
    signal input root0, on[A], id[A], rootIn[A], rootOut[A];
    signal output root1;
    signal root[A + 1];
    signal gap[A];
    component gapRange[A];
    root[0] <== root0;
    for (var v = 0; v < A; v++) {
        on[v] * (rootIn[v] - root[v]) === 0;
        root[v + 1] <== root[v] + on[v] * (rootOut[v] - root[v]);
        if (v == 0) { gap[v] <== 0; } else {
            on[v] * (1 - on[v - 1]) === 0;
            gap[v] <== on[v] * (id[v] - id[v - 1] - 1);
        }
        gapRange[v] = Range(2 * DEPTH); gapRange[v].in <== gap[v];
    }
    root1 <== root[A];
}
