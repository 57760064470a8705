// Generated from packages/protocol/src/parameters.ts by `npm run gen`. Do not edit.
pragma circom 2.1.6;

// Bit widths of quantities: BITS_<quantity>, units in docs/protocol/formats.md.
function BITS_AMOUNT() { return 62; }
function BITS_LOTS() { return 32; }
function BITS_POSITION() { return 48; }
function BITS_PRICE() { return 36; }
function BITS_NOTIONAL() { return 48; }
function BITS_CASH_INDEX() { return 63; }
function BITS_CASH_INDEX_FRACTION() { return 24; }
function BITS_RATE() { return 20; }
function BITS_SLOPE() { return 32; }
function BITS_SLOPE_SHIFT() { return 36; }
function BITS_TIME() { return 40; }
function BITS_GENERATION() { return 36; }
function BITS_REVISION() { return 14; }
function BITS_FILLED() { return 32; }
function BITS_MAX_FEE_PER_LOT() { return 24; }
function BITS_FEE() { return 40; }
function BITS_OPEN_INTEREST() { return 52; }
function BITS_OPEN_INTEREST_CAP() { return 40; }
function BITS_EXPIRY_HOUR() { return 24; }
function BITS_UNDERLYING() { return 8; }
function BITS_MARGIN_MODE() { return 8; }
function BITS_INSURANCE() { return 48; }
function BITS_LEVY_STEP() { return 58; }
function BITS_LEVY_DUST() { return 20; }
function BITS_DELEVERAGE_RATIO() { return 32; }
function BITS_FUNDING_HOUR() { return 20; }
function BITS_ACCOUNT_FIELD() { return 32; }
function BITS_INSTRUMENT() { return 32; }
function BITS_SLOT() { return 10; }
function BITS_WORD() { return 248; }

// Kinds of signed instruction, as packed in w0: KIND_<instruction>.
function KIND_ORDER() { return 1; }
function KIND_WITHDRAW() { return 2; }
function KIND_TRANSFER() { return 3; }
function KIND_CANCEL() { return 4; }
function KIND_CANCEL_ALL() { return 5; }
function KIND_MARGIN_MODE() { return 8; }

// Liquidation: kind of its row; penalty and buffer as shifts of the initial margin; slack in µUSD.
function LIQUIDATE_KIND() { return 6; }
function LIQUIDATION_PENALTY_SHIFT() { return 2; }
function LIQUIDATION_BUFFER_SHIFT() { return 2; }
function LIQUIDATION_SLACK() { return 100000000; }

// What winners pay: kind of the rows of a deleveraging; cap of a levy as a shift of the initial margin of a lot.
function DELEVERAGE_KIND() { return 7; }
function LEVY_CAP_SHIFT() { return 3; }

// Kinds of L1 entry, as packed in the first word of an entry: ENTRY_<kind>.
function ENTRY_REGISTER() { return 1; }
function ENTRY_DEPOSIT() { return 2; }
function ENTRY_INSURE() { return 3; }
function ENTRY_LIST() { return 4; }

// Trees: depths of the 4-ary trees below an account and below the state; slots of an account.
function SLOT_TREE_DEPTH() { return 4; }
function SLOTS_PER_LEAF() { return 3; }
function SLOTS() { return 768; }
function ACCOUNT_VERSION() { return 1; }

// Bounds in time (seconds; FUNDING_HOURS_BITS: bits of the hours one funding step may cover).
function INSTRUCTION_LIFETIME_SECONDS() { return 2592000; }
function EPOCH_SPAN_SECONDS() { return 120; }
function ROUND_AGE_SECONDS() { return 600; }
function FUNDING_HOURS_BITS() { return 8; }

// A mark lies within this shift of the initial margin rate of its bounds.
function MARK_CLAMP_SHIFT_PERPETUAL() { return 3; }
function MARK_CLAMP_SHIFT_DATED() { return 1; }

// Portfolio margin: the grid, how its scenarios are packed, and what is added to the worst loss.
function SCENARIOS() { return 9; }
function SCENARIOS_PER_WORD() { return 3; }
function SCENARIO_PRICE_WORDS() { return 2; }
function SCENARIO_SPACING() { return 82; }
function SCENARIO_LOSS_BITS() { return 80; }
function SCENARIO_STEP_RATE() { return 52429; }
function CONTINGENCY_SHIFT() { return 3; }
function MAINTENANCE_QUARTERS() { return 3; }
function OPTION_CREDIT_SHIFT() { return 1; }
function SCENARIO_STEPS(place) { var values[9] = [-3, -2, -1, 1, 2, 3, -3, 0, 3]; return values[place]; }
