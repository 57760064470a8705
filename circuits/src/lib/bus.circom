pragma circom 2.1.6;

// Log-derivative buses. A tuple is T = column0 + column1 beta + ... + tag beta^10; producers and consumers of a bus add
// numerator / (X - T) to one total, which must be 0. The tags keep the buses apart.

// beta^0 .. beta^10, and two above the tag for the bus ROW: other tuples have zeros there.
template Powers() {
    signal input beta;
    signal output p[11], above[2];
    p[0] <== 1;
    p[1] <== beta;
    for (var i = 2; i < 11; i++) { p[i] <== p[i - 1] * beta; }
    above[0] <== p[10] * beta;
    above[1] <== above[0] * beta;
}

// numerator / (X - T) by one constraint. Sound only because T and the numerator are fixed before X is drawn, ALSO where the
// numerator is 0: with a free T a prover sets T = X and `out` is then anything.
template Term() {
    signal input numerator, T, X;
    signal output out;
    out <-- X - T == 0 ? 0 : numerator / (X - T);
    out * (X - T) === numerator;                 // unique unless T = X, which has probability about terms / p
}

function TAG_MARK() { return 1; }                // epoch + 16 instrument + 2^36 option + 2^37 settled + 2^38 underlying, index of longs, of shorts, mark, im, slope, mm, scenarios
function TAG_BAND() { return 2; }                // instrument + 2^32 low + 2^68 high
function TAG_VISIT() { return 3; }               // account, key, minGeneration
function TAG_SLOT() { return 4; }                // slot root, account + 2^32 sequence
function TAG_BASE() { return 5; }                // account + 2^32 instrument: lots
function TAG_CASH() { return 6; }                // account: µUSD
function TAG_OUT() { return 7; }                 // account: µUSD withdrawn
function TAG_DEPOSIT() { return 8; }             // account: µUSD deposited
function TAG_CONSERVE() { return 9; }            // instrument: lots and µUSD of all rows, total 0
function TAG_OPEN() { return 10; }               // instrument: open interest
function TAG_ROW() { return 11; }                // market row, its words before and after, its marks, its scenario prices above the tag
function TAG_OWNER() { return 12; }              // account, owner
function TAG_MOVE() { return 13; }               // account: transfers sent
function TAG_CANCEL_ALL() { return 14; }         // account, the new minGeneration
function TAG_REDUCE() { return 15; }             // account + 2^32 instrument + 2^64 side
function TAG_REGISTER() { return 16; }           // account, key, owner
function TAG_LIST() { return 17; }               // static word of a listed instrument
function TAG_LEVY() { return 18; }               // account + 2^32 instrument + 2^64 side: the row whose debt is levied for
function TAG_DEBT() { return 19; }               // account, µUSD by which its equity rises
function TAG_MODE() { return 20; }               // account, the new margin mode
