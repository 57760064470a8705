// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {ACCOUNT_BITS, AMOUNT_BITS, INSTRUMENT_BITS} from "./generated/Constants.sol";
import {IL1Queue, Permit, QueueLimits} from "./interfaces/IL1Queue.sol";
import {IERC20Permit} from "./interfaces/IERC20Permit.sol";
import {IWithdrawals} from "./interfaces/IWithdrawals.sol";
import {BabyJubjub} from "./libraries/BabyJubjub.sol";
import {Entry} from "./libraries/Entry.sol";

/// @notice See IL1Queue. Made by the Exchange's constructor.
contract L1Queue is IL1Queue {
    /// @dev Entry times are packed six to a storage slot.
    uint256 private constant TIMES_PER_SLOT = 6;
    uint256 private constant TIME_BITS_STORED = 40;

    /// @dev One storage slot.
    struct Progress {
        uint40 count;
        uint32 accounts;
        uint40 blockNumber;
        uint32 entriesInBlock;
        uint112 totalDeposited;
    }

    address public immutable token;
    address public immutable vault;
    IWithdrawals public immutable withdrawals;
    /// @inheritdoc IL1Queue
    address public immutable listings;
    /// @inheritdoc IL1Queue
    uint256 public immutable accountLimit;

    uint256 private immutable _vaultCap;
    uint256 private immutable _minimumDeposit;
    uint256 private immutable _entriesPerBlock;
    uint256 private immutable _entryFee;
    address private immutable _feeRecipient;

    Progress private _progress;
    /// @inheritdoc IL1Queue
    mapping(uint256 n => bytes32) public heads;
    mapping(uint256 slot => uint256) private _times;

    /// @param vault_ The exchange, which holds the tokens.
    /// @param listings_ Who lists instruments.
    constructor(
        address token_,
        address vault_,
        IWithdrawals withdrawals_,
        address listings_,
        uint256 accountLimit_,
        QueueLimits memory limits_
    ) {
        if (limits_.vaultCap >= 1 << AMOUNT_BITS || limits_.minimumDeposit == 0) {
            revert LimitsRefused();
        }
        // Two, because opening an account with a deposit adds two entries.
        if (limits_.entriesPerBlock < 2 || limits_.entriesPerBlock > type(uint32).max) revert LimitsRefused();
        if (accountLimit_ < 2 || accountLimit_ > 1 << ACCOUNT_BITS) revert LimitsRefused();
        token = token_;
        vault = vault_;
        withdrawals = withdrawals_;
        listings = listings_;
        accountLimit = accountLimit_;
        _vaultCap = limits_.vaultCap;
        _minimumDeposit = limits_.minimumDeposit;
        _entriesPerBlock = limits_.entriesPerBlock;
        _entryFee = limits_.entryFee;
        _feeRecipient = limits_.feeRecipient;
    }

    /// @inheritdoc IL1Queue
    function register(uint256 keyX, uint256 keyY) external payable returns (uint256 account) {
        Progress memory progress = _begin(1);
        account = _register(progress, keyX, keyY);
        _progress = progress;
    }

    /// @inheritdoc IL1Queue
    function registerAndDeposit(uint256 keyX, uint256 keyY, uint256 amount) external payable returns (uint256 account) {
        return _registerAndDeposit(keyX, keyY, amount);
    }

    /// @inheritdoc IL1Queue
    function registerAndDepositWithPermit(uint256 keyX, uint256 keyY, uint256 amount, Permit calldata permit)
        external
        payable
        returns (uint256 account)
    {
        _permit(amount, permit);
        return _registerAndDeposit(keyX, keyY, amount);
    }

    /// @inheritdoc IL1Queue
    function deposit(uint256 account, uint256 amount) external payable {
        _depositTo(account, amount);
    }

    /// @inheritdoc IL1Queue
    function depositWithPermit(uint256 account, uint256 amount, Permit calldata permit) external payable {
        _permit(amount, permit);
        _depositTo(account, amount);
    }

    /// @inheritdoc IL1Queue
    function insure(uint256 amount) external payable {
        _insure(amount);
    }

    /// @inheritdoc IL1Queue
    function insureWithPermit(uint256 amount, Permit calldata permit) external payable {
        _permit(amount, permit);
        _insure(amount);
    }

    /// @inheritdoc IL1Queue
    function appendListing(uint256 staticWord) external returns (uint256 index) {
        if (msg.sender != listings) revert NotListings();
        Progress memory progress = _room(1);
        index = _append(progress, Entry.listWord(), staticWord, 0, 0);
        emit Listed(index, staticWord & ((1 << INSTRUMENT_BITS) - 1), staticWord);
        _progress = progress;
    }

    /// @inheritdoc IL1Queue
    function collectFees() external {
        SafeTransferLib.safeTransferAllETH(_feeRecipient);
    }

    /// @inheritdoc IL1Queue
    function count() external view returns (uint256) {
        return _progress.count;
    }

    /// @inheritdoc IL1Queue
    function accounts() external view returns (uint256) {
        return _progress.accounts;
    }

    /// @inheritdoc IL1Queue
    function totalDeposited() external view returns (uint256) {
        return _progress.totalDeposited;
    }

    /// @inheritdoc IL1Queue
    function timeOf(uint256 index) external view returns (uint256) {
        uint256 shift = TIME_BITS_STORED * (index % TIMES_PER_SLOT);
        return uint40(_times[index / TIMES_PER_SLOT] >> shift);
    }

    /// @inheritdoc IL1Queue
    function limits() external view returns (QueueLimits memory) {
        return QueueLimits(_vaultCap, _minimumDeposit, _entriesPerBlock, _entryFee, _feeRecipient);
    }

    function _registerAndDeposit(uint256 keyX, uint256 keyY, uint256 amount) private returns (uint256 account) {
        Progress memory progress = _begin(2);
        account = _register(progress, keyX, keyY);
        _deposit(progress, account, amount);
        _progress = progress;
        _pull(amount);
    }

    function _depositTo(uint256 account, uint256 amount) private {
        Progress memory progress = _begin(1);
        if (account == 0 || account > progress.accounts) revert UnknownAccount(account);
        _deposit(progress, account, amount);
        _progress = progress;
        _pull(amount);
    }

    function _insure(uint256 amount) private {
        Progress memory progress = _begin(1);
        _takeIn(progress, amount);
        uint256 index = _append(progress, Entry.insureWord(amount), 0, 0, 0);
        emit Insured(index, msg.sender, amount);
        _progress = progress;
        _pull(amount);
    }

    /// @dev Checks the fee of `entries` more entries and the room for them; see `_room`.
    function _begin(uint256 entries) private view returns (Progress memory progress) {
        if (msg.value != entries * _entryFee) revert WrongFee(entries * _entryFee);
        return _room(entries);
    }

    /// @dev Checks the room for `entries` more entries and returns the progress with them counted to this block.
    function _room(uint256 entries) private view returns (Progress memory progress) {
        progress = _progress;
        if (progress.blockNumber != block.number) {
            progress.blockNumber = uint40(block.number);
            progress.entriesInBlock = 0;
        }
        uint256 inBlock = progress.entriesInBlock + entries;
        if (inBlock > _entriesPerBlock) revert BlockFull();
        progress.entriesInBlock = uint32(inBlock);
    }

    function _register(Progress memory progress, uint256 keyX, uint256 keyY) private returns (uint256 account) {
        if (!BabyJubjub.isUsableKey(keyX, keyY)) revert KeyRefused();
        account = uint256(progress.accounts) + 1;
        if (account >= accountLimit) revert AccountsExhausted();
        progress.accounts = uint32(account);
        uint256 index = _append(progress, Entry.registerWord(account), uint160(msg.sender), keyX, keyY);
        emit AccountRegistered(index, account, msg.sender, keyX, keyY);
    }

    function _deposit(Progress memory progress, uint256 account, uint256 amount) private {
        _takeIn(progress, amount);
        uint256 index = _append(progress, Entry.depositWord(account, amount), 0, 0, 0);
        emit Deposited(index, account, msg.sender, amount);
    }

    /// @dev Checks an amount against its bounds and the vault's cap, and counts it. Whatever may reach a balance inside the
    /// exchange passes here: an account's and the insurance fund's have fields of the same width.
    function _takeIn(Progress memory progress, uint256 amount) private view {
        if (amount < _minimumDeposit || amount >= 1 << AMOUNT_BITS) revert AmountOutOfRange(amount);
        // What was ever paid in less what was ever paid out; tokens sent to the vault by hand do not count.
        uint256 total = progress.totalDeposited + amount;
        if (total - withdrawals.totalPaid() > _vaultCap) revert VaultCapExceeded();
        progress.totalDeposited = uint112(total);
    }

    function _append(Progress memory progress, uint256 word, uint256 owner, uint256 keyX, uint256 keyY)
        private
        returns (uint256 index)
    {
        index = progress.count;
        heads[index + 1] = Entry.extend(heads[index], word, owner, keyX, keyY);
        _times[index / TIMES_PER_SLOT] |= block.timestamp << (TIME_BITS_STORED * (index % TIMES_PER_SLOT));
        progress.count = uint40(index + 1);
    }

    /// @dev After all effects: a token that calls back finds the queue in a state of its own.
    function _pull(uint256 amount) private {
        uint256 before = SafeTransferLib.balanceOf(token, vault);
        SafeTransferLib.safeTransferFrom(token, msg.sender, vault, amount);
        if (SafeTransferLib.balanceOf(token, vault) - before != amount) revert TokenMisbehaved();
    }

    /// @dev A permit that fails is no error: someone may have sent it ahead of us, and then the allowance is there.
    function _permit(uint256 amount, Permit calldata permit) private {
        IERC20Permit permitted = IERC20Permit(token);
        try permitted.permit(msg.sender, address(this), amount, permit.deadline, permit.v, permit.r, permit.s) {}
            catch {}
    }
}
