pragma circom 2.1.6;

// y = sum of words_i r^i, by Horner: one constraint a word. The contract computes the same y from the published words.
template Evaluate(n) {
    signal input words[n], r;
    signal output y;
    signal partial[n];
    partial[n - 1] <== words[n - 1];
    for (var i = n - 2; i >= 0; i--) { partial[i] <== partial[i + 1] * r + words[i]; }
    y <== partial[0];
}
