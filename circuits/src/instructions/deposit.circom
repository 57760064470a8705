pragma circom 2.1.6;
include "../lib/range.circom";
include "../lib/bus.circom";
include "insure.circom";
include "../generated/constants.circom";

// One L1 entry, a registration, a deposit, a payment into the insurance fund or a listing: four published words that the contract checks against
// its queue. word 0: kind 8 | account 32 @8 | amount 62 @40; then owner, Ax, Ay (0 for a deposit); a listing has the static word of its instrument in
// the place of the owner, and is without an effect (unlisted) where no market row is free. An unused entry is all 0.
template L1Entry(DEPTH) {
    signal input isRegister, isDeposit, isInsure, isListed, isUnlisted, account, amount, owner, Ax, Ay;
    signal output word, deposited, insured;
    component boolRegister = Bool(); boolRegister.in <== isRegister;
    component boolDeposit = Bool(); boolDeposit.in <== isDeposit;
    component boolInsure = Bool(); boolInsure.in <== isInsure;
    component boolListed = Bool(); boolListed.in <== isListed;
    component boolUnlisted = Bool(); boolUnlisted.in <== isUnlisted;
    component boolAny = Bool(); boolAny.in <== isRegister + isDeposit + isInsure + isListed + isUnlisted;
    component accountRange = Range(2 * DEPTH); accountRange.in <== account;
    component amountRange = Range(BITS_AMOUNT()); amountRange.in <== amount;
    deposited <== isDeposit * amount;
    component insure = Insure(); insure.isInsure <== isInsure; insure.amount <== amount;
    insured <== insure.insured;
    amount === deposited + insured;
    (1 - isRegister - isDeposit) * account === 0;
    (1 - isRegister - isListed - isUnlisted) * owner === 0;
    (1 - isRegister) * Ax === 0;
    (1 - isRegister) * Ay === 0;
    word <== ENTRY_REGISTER() * isRegister + ENTRY_DEPOSIT() * isDeposit + ENTRY_INSURE() * isInsure + ENTRY_LIST() * (isListed + isUnlisted) + (1 << 8) * account + (1 << 40) * amount;
}

// The terms of an entry: the deposit credited, the registration opened, the instrument listed. Producers, so negative.
template L1EntryTerms() {
    signal input X, p[11], isRegister, isListed, account, deposited, owner, Ax, Ay;
    signal output sum;
    signal keyX <== p[1] * Ax;
    signal keyY <== p[2] * Ay;
    signal owned <== p[3] * owner;
    component deposit = Term(); deposit.X <== X; deposit.numerator <== deposited; deposit.T <== account + TAG_DEPOSIT() * p[10];
    component register = Term(); register.X <== X; register.numerator <== isRegister;
    register.T <== account + keyX + keyY + owned + TAG_REGISTER() * p[10];
    component list = Term(); list.X <== X; list.numerator <== isListed; list.T <== owner + TAG_LIST() * p[10];
    sum <== 0 - deposit.out - register.out - list.out;
}
