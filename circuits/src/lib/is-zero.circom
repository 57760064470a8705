pragma circom 2.1.6;

// out = (in == 0). The hint inv is free when in = 0 and then does not reach out, which is 1 - 0.
template IsZeroFlag() {
    signal input in;
    signal output out;
    signal inv <-- in != 0 ? 1 / in : 0;
    out <== 1 - in * inv;                        // in = 0: out = 1 whatever inv is
    in * out === 0;                              // in != 0: out = 0
}

// in != 0, by exhibiting its inverse.
template NonZero() {
    signal input in;
    signal inv <-- in == 0 ? 0 : 1 / in;
    inv * in === 1;
}

// on * in != 0 where on = 1; nothing where on = 0. `on` is boolean at the caller.
template NonZeroIf() {
    signal input on, in;
    signal inv <-- in == 0 ? 0 : 1 / in;
    signal one <== in * inv;
    on * (one - 1) === 0;                        // on: in has an inverse, so it is not 0; off: inv reaches nothing else
}
