pragma circom 2.1.6;
include "poseidon.circom";
include "arithmetic.circom";

// Poseidon sponge, rate 16, capacity 1, overwrite mode; the length is the initial capacity value, so no padding is ambiguous.
// Everything is squeezed from the last permutation: no extra hash for the challenges.
template Sponge(n) {
    signal input in[n];
    signal output C, X, beta;
    var blocks = ceilDiv(n, 16);
    component permutation[blocks];
    for (var b = 0; b < blocks; b++) {
        permutation[b] = PoseidonEx(16, b == blocks - 1 ? 4 : 1);
        if (b == 0) { permutation[b].initialState <== n; } else { permutation[b].initialState <== permutation[b - 1].out[0]; }
        for (var i = 0; i < 16; i++) {
            if (16 * b + i < n) { permutation[b].inputs[i] <== in[16 * b + i]; } else { permutation[b].inputs[i] <== 0; }
        }
    }
    _ <== permutation[blocks - 1].out[0];
    C <== permutation[blocks - 1].out[1];
    X <== permutation[blocks - 1].out[2];
    beta <== permutation[blocks - 1].out[3];
}

// Hash of a fixed number of elements: Poseidon while they fit, else the sponge.
template Flat(n) {
    signal input in[n];
    signal output out;
    if (n <= 16) {
        component hash = Poseidon(n);
        for (var i = 0; i < n; i++) { hash.inputs[i] <== in[i]; }
        out <== hash.out;
    } else {
        component sponge = Sponge(n);
        for (var i = 0; i < n; i++) { sponge.in[i] <== in[i]; }
        out <== sponge.C;
        _ <== sponge.X;
        _ <== sponge.beta;
    }
}
