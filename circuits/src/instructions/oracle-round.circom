pragma circom 2.1.6;
include "../lib/range.circom";
include "../lib/sponge.circom";
include "../lib/eddsa.circom";
include "../generated/constants.circom";

// One oracle round: the marks of all M rows at one moment, signed. Marks are packed seven 36-bit to a word.
// `h` fixes key, message and so every mark; the signature is never optional.
template OracleRound(M) {
    signal input domain, roundWord, mark[M];     // roundWord: round 40 | time 40, read by the contract
    signal input Ax, Ay, S, R8x, R8y;
    signal output h;
    var words = ceilDiv(M, 7);
    component message = Flat(2 + words);
    component range[M];
    message.in[0] <== domain + (1 << 248);                               // a tag: no instruction can be read as a round
    message.in[1] <== roundWord;
    for (var w = 0; w < words; w++) {
        var packed = 0;
        for (var j = 0; j < 7; j++) {
            if (7 * w + j < M) {
                range[7 * w + j] = Range(BITS_PRICE());
                range[7 * w + j].in <== mark[7 * w + j];
                packed += (1 << (36 * j)) * mark[7 * w + j];
            }
        }
        message.in[2 + w] <== packed;
    }
    component signature = EdDSA();
    signature.enabled <== 1;
    signature.Ax <== Ax; signature.Ay <== Ay; signature.S <== S; signature.R8x <== R8x; signature.R8y <== R8y;
    signature.message <== message.out;
    h <== signature.h;
}
