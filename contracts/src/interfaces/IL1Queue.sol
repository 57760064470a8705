// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

/// @notice What keeps the queue provable within the deadline.
/// @param vaultCap Most that may lie in the vault, µUSD; below 2^62, so that no balance can overflow its field.
/// @param minimumDeposit Smallest deposit or payment into the insurance fund, µUSD; at least 1.
/// @param entriesPerBlock Most entries one L1 block may add.
/// @param entryFee Fee of one entry, wei of the chain's own coin.
/// @param feeRecipient Who may collect the fees; they are not part of the vault.
struct QueueLimits {
    uint256 vaultCap;
    uint256 minimumDeposit;
    uint256 entriesPerBlock;
    uint256 entryFee;
    address feeRecipient;
}

/// @notice An EIP-2612 permit of the caller for the queue to take what is paid in.
/// @param deadline Unix seconds until which the signature holds.
/// @param v Part of the signature.
/// @param r Part of the signature.
/// @param s Part of the signature.
struct Permit {
    uint256 deadline;
    uint8 v;
    bytes32 r;
    bytes32 s;
}

/// @title The way in: accounts, deposits, payments into the insurance fund and listings, in one hash-chained first-in
/// first-out queue.
/// @notice Every entry accepted here appears in a batch exactly once and in order; a batch reproduces the chain of heads.
/// Account ids are given out here, from 1 upwards. Tokens go straight to the exchange's vault; the queue holds none.
interface IL1Queue {
    /// @notice The trading key is off the curve, of small order, or not canonical.
    error KeyRefused();
    /// @notice All account ids are given out.
    error AccountsExhausted();
    /// @notice There is no such account.
    error UnknownAccount(uint256 account);
    /// @notice The amount is below the minimum deposit or not below 2^62 µUSD.
    error AmountOutOfRange(uint256 amount);
    /// @notice The payment would lift the vault above its cap.
    error VaultCapExceeded();
    /// @notice This block has its entries; send again in the next one.
    error BlockFull();
    /// @notice The value sent is not the fee of the entries, `expected` wei.
    error WrongFee(uint256 expected);
    /// @notice The token moved another amount than it was asked to.
    error TokenMisbehaved();
    /// @notice Only the Listings contract lists instruments.
    error NotListings();
    /// @notice The limits given at construction contradict each other or the formats.
    error LimitsRefused();

    /// @notice Entry `index` opened `account` with the trading key (keyX, keyY).
    event AccountRegistered(
        uint256 indexed index, uint256 indexed account, address indexed owner, uint256 keyX, uint256 keyY
    );
    /// @notice Entry `index` adds `amount` µUSD to `account`; `from` paid.
    event Deposited(uint256 indexed index, uint256 indexed account, address indexed from, uint256 amount);
    /// @notice Entry `index` adds `amount` µUSD to the insurance fund; `from` paid.
    event Insured(uint256 indexed index, address indexed from, uint256 amount);
    /// @notice Entry `index` lists `instrument` with the terms in `staticWord` (docs/protocol/formats.md, "Market rows").
    event Listed(uint256 indexed index, uint256 indexed instrument, uint256 staticWord);

    /// @notice Opens an account owned by the caller. Costs one entry fee.
    /// @return account Its id.
    function register(uint256 keyX, uint256 keyY) external payable returns (uint256 account);

    /// @notice Opens an account owned by the caller and deposits `amount` µUSD (approved before). Costs two entry fees.
    function registerAndDeposit(uint256 keyX, uint256 keyY, uint256 amount) external payable returns (uint256 account);

    /// @notice As registerAndDeposit, with an EIP-2612 permit of the caller instead of an approval.
    function registerAndDepositWithPermit(uint256 keyX, uint256 keyY, uint256 amount, Permit calldata permit)
        external
        payable
        returns (uint256 account);

    /// @notice Deposits `amount` µUSD (approved before) to an account, one's own or not. Costs one entry fee.
    function deposit(uint256 account, uint256 amount) external payable;

    /// @notice As deposit, with an EIP-2612 permit of the caller instead of an approval.
    function depositWithPermit(uint256 account, uint256 amount, Permit calldata permit) external payable;

    /// @notice Pays `amount` µUSD (approved before) into the insurance fund, for good: nobody gets a claim on it. The bounds
    /// and the cap of a deposit hold. Costs one entry fee.
    function insure(uint256 amount) external payable;

    /// @notice As insure, with an EIP-2612 permit of the caller instead of an approval.
    function insureWithPermit(uint256 amount, Permit calldata permit) external payable;

    /// @notice Appends the listing of an instrument. Costs no fee. Listings contract only, which checks the terms.
    /// @param staticWord The word of the terms, with the instrument's id in its lowest bits.
    /// @return index Place of the entry.
    function appendListing(uint256 staticWord) external returns (uint256 index);

    /// @notice Sends the fees collected so far to the fee recipient. Anyone.
    function collectFees() external;

    /// @notice Number of entries ever added; entry `n` turned head `n` into head `n + 1`.
    function count() external view returns (uint256);

    /// @notice Number of accounts ever opened; ids 1 to this.
    function accounts() external view returns (uint256);

    /// @notice The hash of the first `n` entries; 0 for n = 0 and for entries not yet added.
    function heads(uint256 n) external view returns (bytes32);

    /// @notice Unix seconds of the block that added entry `index`.
    function timeOf(uint256 index) external view returns (uint256);

    /// @notice All deposits and payments into the insurance fund ever accepted, µUSD, consumed by a batch or not.
    function totalDeposited() external view returns (uint256);

    /// @notice Who lists instruments.
    function listings() external view returns (address);

    /// @notice Most account ids plus one: 4^DEPTH.
    function accountLimit() external view returns (uint256);

    /// @notice The limits, as given at construction.
    function limits() external view returns (QueueLimits memory);
}
