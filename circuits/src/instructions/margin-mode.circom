pragma circom 2.1.6;
include "../lib/range.circom";
include "../lib/is-zero.circom";
include "../generated/constants.circom";

// An account takes the margin mode that its owner signed: 0 standard, u the underlying whose positions are margined together. The visit looks the new mode up
// among the rows (bus MODE), so it takes exactly one of them, and nothing but such a row changes a mode. That the account is fully margined in its new mode
// at the last epoch is the visit's to demand. modes of 8 bits: both are parts of a leaf's control word. 13 constraints.
template MarginMode() {
    signal input modeChanged, mode0, mode1;
    signal output portfolio;                     // whether the new mode is not standard
    component changedBool = Bool(); changedBool.in <== modeChanged;
    component modeRange = Range(BITS_MARGIN_MODE()); modeRange.in <== mode1;             // mode0: written from a ranged one, or 0 of a fresh account
    (1 - modeChanged) * (mode1 - mode0) === 0;
    component standard = IsZeroFlag(); standard.in <== mode1;
    portfolio <== 1 - standard.out;
}
