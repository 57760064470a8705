pragma circom 2.1.6;
include "poseidon.circom";
include "bitify.circom";
include "compconstant.circom";
include "babyjub.circom";
include "escalarmulany.circom";
include "escalarmulfix.circom";
include "is-zero.circom";

// EdDSA-Poseidon, the equation of circomlib's EdDSAPoseidonVerifier: S B8 = R8 + h 8A, S < l, 8A != O, with two changes:
// h is an output (it fixes R8, A and the message, so a sponge absorbs one element for all five), and A and R8 must be on the curve.
// `enabled` is boolean and fixed by the caller, never chosen by a prover where a signature is mandatory.
template EdDSA() {
    signal input enabled, Ax, Ay, S, R8x, R8y, message;
    signal output h;
    component curveA = BabyCheck();
    curveA.x <== Ax; curveA.y <== Ay;
    component curveR = BabyCheck();
    curveR.x <== R8x; curveR.y <== R8y;

    component sBits = Num2Bits(253);
    sBits.in <== S;
    component sBound = CompConstant(2736030358979909402780800718157159386076813972158567259200215660948447373040);
    for (var i = 0; i < 253; i++) { sBound.in[i] <== sBits.out[i]; }
    sBound.in[253] <== 0;
    sBound.out * enabled === 0;                                              // S < subgroup order

    component hash = Poseidon(5);
    hash.inputs[0] <== R8x; hash.inputs[1] <== R8y; hash.inputs[2] <== Ax; hash.inputs[3] <== Ay; hash.inputs[4] <== message;
    h <== hash.out;
    component hBits = Num2Bits_strict();                                     // strict: h + p is no second scalar
    hBits.in <== hash.out;

    component twice = BabyDbl();
    twice.x <== Ax; twice.y <== Ay;
    component fourTimes = BabyDbl();
    fourTimes.x <== twice.xout; fourTimes.y <== twice.yout;
    component eightTimes = BabyDbl();
    eightTimes.x <== fourTimes.xout; eightTimes.y <== fourTimes.yout;
    component small = IsZeroFlag();
    small.in <== eightTimes.x;                                               // x of 4A is 0 <=> 8A = O
    small.out * enabled === 0;

    component hA = EscalarMulAny(254);
    for (var i = 0; i < 254; i++) { hA.e[i] <== hBits.out[i]; }
    hA.p[0] <== eightTimes.xout; hA.p[1] <== eightTimes.yout;
    component right = BabyAdd();
    right.x1 <== R8x; right.y1 <== R8y; right.x2 <== hA.out[0]; right.y2 <== hA.out[1];
    var BASE8[2] = [
        5299619240641551281634865583518297030282874472190772894086521144482721001553,
        16950150798460657717958625567821834550301663161624707787222815936182638968203
    ];
    component left = EscalarMulFix(253, BASE8);
    for (var i = 0; i < 253; i++) { left.e[i] <== sBits.out[i]; }
    enabled * (left.out[0] - right.xout) === 0;
    enabled * (left.out[1] - right.yout) === 0;
}
