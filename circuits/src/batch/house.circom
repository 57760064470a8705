pragma circom 2.1.6;
include "../lib/range.circom";
include "../generated/constants.circom";

// The money of the house after a batch, µUSD. What is in the state was ranged when it was written; each change is a sum of ranged amounts. Where the
// winners of a row pay for a debt (`stressed`, boolean at the caller) the insurance fund has paid what it can: it ends below LEVY_DUST.
template House() {
    signal input feePool0, fees, insuranceFund0, insured, fundFees, levied, paid, stressed;
    signal output feePool1, insuranceFund1;
    feePool1 <== feePool0 + fees;
    component feePoolRange = Range(BITS_AMOUNT()); feePoolRange.in <== feePool1;
    component feesRange = Range(BITS_AMOUNT()); feesRange.in <== fees;       // rebates are paid out of the fees of their batch
    insuranceFund1 <== insuranceFund0 + insured + fundFees + levied - paid;
    component insuranceRange = Range(BITS_AMOUNT()); insuranceRange.in <== insuranceFund1;
    signal room <== stressed * ((1 << BITS_LEVY_DUST()) - 1 - insuranceFund1);
    component roomRange = Range(BITS_LEVY_DUST()); roomRange.in <== room;
}
