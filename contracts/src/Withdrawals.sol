// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {WITHDRAWAL_AMOUNT_SHIFT} from "./generated/Constants.sol";
import {IExchange} from "./interfaces/IExchange.sol";
import {IWithdrawals, OutflowLimits} from "./interfaces/IWithdrawals.sol";

/// @notice See IWithdrawals. Made by the Exchange's constructor.
contract Withdrawals is IWithdrawals {
    uint256 private constant WHOLE = 10_000;

    /// @dev One storage slot an owner.
    struct Credit {
        uint128 amount;
        uint64 paidFrom;
    }

    /// @dev One storage slot. `used` is the part of the capacity that was taken and not yet refilled at `updatedAt`.
    struct Outflow {
        uint128 used;
        uint64 updatedAt;
    }

    address public immutable token;
    IExchange public immutable exchange;

    uint256 private immutable _floorAmount;
    uint256 private immutable _vaultShare;
    uint256 private immutable _windowSeconds;
    uint256 private immutable _longestDelaySeconds;

    mapping(address owner => Credit) private _credits;
    Outflow private _outflow;
    uint128 private _totalOwed;
    uint128 private _totalPaid;

    constructor(address token_, IExchange exchange_, OutflowLimits memory limits_) {
        if (limits_.vaultShare > WHOLE || limits_.windowSeconds == 0) revert LimitsRefused();
        if (limits_.longestDelaySeconds > 30 days || limits_.floorAmount > type(uint96).max) revert LimitsRefused();
        token = token_;
        exchange = exchange_;
        _floorAmount = limits_.floorAmount;
        _vaultShare = limits_.vaultShare;
        _windowSeconds = limits_.windowSeconds;
        _longestDelaySeconds = limits_.longestDelaySeconds;
    }

    /// @inheritdoc IWithdrawals
    function credit(uint256 number, uint256[] calldata words) external {
        if (msg.sender != address(exchange)) revert NotExchange();
        uint64 from = uint64(block.timestamp + _longestDelaySeconds);
        uint256 total = _totalOwed;
        for (uint256 i; i < words.length; ++i) {
            uint256 word = words[i];
            if (word == 0) continue;
            address owner = address(uint160(word));
            uint256 amount = word >> WITHDRAWAL_AMOUNT_SHIFT;
            Credit storage entry = _credits[owner];
            // The exchange credits no more than was ever deposited: far below 2^128.
            entry.amount += uint128(amount);
            entry.paidFrom = from;
            total += amount;
            emit WithdrawalCredited(number, owner, amount);
        }
        _totalOwed = uint128(total);
    }

    /// @inheritdoc IWithdrawals
    function claim(address owner) external returns (uint256 amount) {
        Credit memory entry = _credits[owner];
        if (entry.amount == 0) revert NothingOwed(owner);
        uint256 used = _usedNow();
        amount = _payable(entry, used);
        if (amount == 0) revert OutflowDelayed(entry.paidFrom);
        if (amount == entry.amount) {
            delete _credits[owner];
        } else {
            _credits[owner].amount = entry.amount - uint128(amount);
        }
        _outflow = Outflow(uint128(used + amount), uint64(block.timestamp));
        _totalOwed -= uint128(amount);
        _totalPaid += uint128(amount);
        emit WithdrawalClaimed(owner, amount);
        exchange.release(owner, amount);
    }

    /// @inheritdoc IWithdrawals
    function owed(address owner) external view returns (uint256) {
        return _credits[owner].amount;
    }

    /// @inheritdoc IWithdrawals
    function claimable(address owner) external view returns (uint256) {
        return _payable(_credits[owner], _usedNow());
    }

    /// @inheritdoc IWithdrawals
    function paidFrom(address owner) external view returns (uint256) {
        return _credits[owner].paidFrom;
    }

    /// @inheritdoc IWithdrawals
    function allowance() external view returns (uint256) {
        return _allowance(_usedNow());
    }

    /// @inheritdoc IWithdrawals
    function totalOwed() external view returns (uint256) {
        return _totalOwed;
    }

    /// @inheritdoc IWithdrawals
    function totalPaid() external view returns (uint256) {
        return _totalPaid;
    }

    /// @inheritdoc IWithdrawals
    function limits() external view returns (OutflowLimits memory) {
        return OutflowLimits(_floorAmount, _vaultShare, _windowSeconds, _longestDelaySeconds);
    }

    function _payable(Credit memory entry, uint256 used) private view returns (uint256) {
        if (block.timestamp >= entry.paidFrom) return entry.amount;
        uint256 free = _allowance(used);
        return free < entry.amount ? free : entry.amount;
    }

    /// @dev What is left of the capacity; 0 when credits paid for their age have used more than all of it.
    function _allowance(uint256 used) private view returns (uint256) {
        uint256 capacity = _capacity();
        return used < capacity ? capacity - used : 0;
    }

    /// @dev What was used, less what the time since has given back.
    function _usedNow() private view returns (uint256) {
        uint256 refilled = _capacity() * (block.timestamp - _outflow.updatedAt) / _windowSeconds;
        uint256 used = _outflow.used;
        return used > refilled ? used - refilled : 0;
    }

    function _capacity() private view returns (uint256) {
        uint256 share = SafeTransferLib.balanceOf(token, address(exchange)) * _vaultShare / WHOLE;
        return share > _floorAmount ? share : _floorAmount;
    }
}
