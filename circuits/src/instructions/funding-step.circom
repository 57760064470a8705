pragma circom 2.1.6;
include "../lib/range.circom";
include "../generated/constants.circom";

// Funding before everything else of the batch: one signed step on both indices, bounded by the cap for the hours since the last one.
// fundingCapRate < 2^20 (fraction of the mark per hour in 2^-24), mark < 2^36: |step| <= cap x mark x hours < 2^64.
template FundingStep() {
    signal input step, hours, fundingCapRate, mark, hour0, time;
    signal output hour1;
    component hoursRange = Range(FUNDING_HOURS_BITS()); hoursRange.in <== hours;
    signal perHour <== fundingCapRate * mark;
    signal bound <== perHour * hours;
    component above = Range(BITS_RATE() + BITS_PRICE() + FUNDING_HOURS_BITS() + 1); above.in <== bound - step;
    component below = Range(BITS_RATE() + BITS_PRICE() + FUNDING_HOURS_BITS() + 1); below.in <== bound + step;
    hour1 <== hour0 + hours;
    component due = Range(BITS_TIME()); due.in <== time - 3600 * hour1;                    // not before its hour
}
