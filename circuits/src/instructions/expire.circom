pragma circom 2.1.6;
include "../lib/range.circom";
include "../generated/constants.circom";

// What one lot pays at expiry: a future its settlement price, a call or put its value in the money. isFuture, isCall, isPut are booleans of which at
// most one is 1 at the caller (none: nothing expires, payoff 0). strike, price < 2^36 ranged at the caller. 40 constraints.
template Expire() {
    signal input isFuture, isCall, isPut, strike, price;
    signal output payoff;                        // µUSD per lot, < 2^36
    signal difference <== (isCall - isPut) * (price - strike);               // |difference| < 2^36; 0 unless an option
    component sign = Sign(BITS_PRICE()); sign.in <== difference;
    signal inTheMoney <== sign.ge * difference;
    payoff <== inTheMoney + isFuture * price;
}
