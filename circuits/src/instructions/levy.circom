pragma circom 2.1.6;
include "../lib/range.circom";
include "../lib/bus.circom";
include "../generated/constants.circom";

// What the winners of the stressed row pay for a debt that the insurance fund cannot pay (batch/house.circom). The row is the caller's, all 0 where there is none;
// levyShort says that the winners are the shorts.
//  1: levyStep <= cap, an eighth of the initial margin of a lot on the winners' side; the fund gets floor(openInterest x levyStep / 2^24)
//  2: a levy is for one debt (buses DEBT and LEVY) and at most twice what is paid off of it (levyPaid), and LEVY_DUST for rounding
//  3: the price of a deleveraging is the mark, or the levy is at its cap; it is never better than the mark for the winners
// openInterest < 2^52, mark < 2^36, im < 2^57 per short lot ranged at the caller. word is absorbed and fixes the columns of LevyTerms.
template Levy() {
    signal input openInterest, mark, im, isOption;
    signal input levied, levyShort, levyStep, levyRest, levyAccount, levyPaid, price, ratio;
    signal output cash, word;                    // word: levyStep 58 | levied 1 @58 | levyShort 1 @59 | account 32 @60 | paid 62 @92

    component leviedBool = Bool(); leviedBool.in <== levied;
    component shortBool = Bool(); shortBool.in <== levyShort;
    component stepRange = Range(BITS_LEVY_STEP()); stepRange.in <== levyStep;
    component accountRange = Range(BITS_ACCOUNT_FIELD()); accountRange.in <== levyAccount;
    component paidRange = Range(BITS_AMOUNT()); paidRange.in <== levyPaid;
    (1 - levied) * levyStep === 0;
    word <== levyStep + (1 << 58) * levied + (1 << 59) * levyShort + (1 << 60) * levyAccount + (1 << 92) * levyPaid;

    signal longOption <== isOption * (1 - levyShort);
    signal lotMargin <== im + longOption * ((1 << 20) * mark - im);          // 2^-20 µUSD, < 2^57
    var left = (1 << (BITS_CASH_INDEX_FRACTION() - 20 - LEVY_CAP_SHIFT())) * lotMargin - levyStep;       // cap < 2^58
    component capRange = Range(BITS_LEVY_STEP()); capRange.in <== left;

    // rounded down by an integer: dueRange makes cash one, and with 2^24 cash + rest = brought it is not negative
    component restRange = Range(BITS_CASH_INDEX_FRACTION()); restRange.in <== levyRest;
    signal brought <== openInterest * levyStep;                              // < 2^110
    cash <== (brought - levyRest) / (1 << BITS_CASH_INDEX_FRACTION());
    component dueRange = Range(BITS_AMOUNT() + 2); dueRange.in <== 2 * levyPaid + (1 << BITS_LEVY_DUST()) - 1 - cash;

    left * (price - mark) === 0;
    signal worse <== (2 * levyShort - 1) * (price - mark);
    component worseRange = Range(BITS_PRICE()); worseRange.in <== worse;
    component ratioRange = Range(BITS_DELEVERAGE_RATIO() + 1); ratioRange.in <== ratio;
}

// The levy consumes the debt that it is for, and the row that closes the position of that debt in the stressed instrument.
template LevyTerms() {
    signal input X, p[11];
    signal input levied, levyShort, levyAccount, levyPaid, instrument;
    signal output sum;
    signal paid <== p[1] * levyPaid;
    component debt = Term(); debt.X <== X; debt.numerator <== levied;
    debt.T <== levyAccount + paid + TAG_DEBT() * p[10];
    component row = Term(); row.X <== X; row.numerator <== levied;
    row.T <== levyAccount + (1 << 32) * instrument + (1 << 64) * levyShort + TAG_LEVY() * p[10];
    sum <== debt.out + row.out;
}
