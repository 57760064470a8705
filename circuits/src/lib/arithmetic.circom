pragma circom 2.1.6;

function ceilDiv(a, b) { return (a + b - 1) \ b; }

// Bits needed to write a.
function bitLength(a) {
    var n = 0;
    while (a > 0) { a = a \ 2; n++; }
    return n;
}

function max(a, b) { return a > b ? a : b; }
