// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

/// @notice How much may leave the vault without delay.
/// @param floorAmount µUSD that may always leave within one window.
/// @param vaultShare Share of the vault that may leave within one window, in 1/10,000; the larger of the two counts.
/// @param windowSeconds The allowance refills evenly over this time.
/// @param longestDelaySeconds A credit this old is paid whatever the allowance.
struct OutflowLimits {
    uint256 floorAmount;
    uint256 vaultShare;
    uint256 windowSeconds;
    uint256 longestDelaySeconds;
}

/// @title The way out: what settled batches owe to L1 owners.
/// @notice Credited by the exchange after verification, then claimed by the owner or pushed to the owner by anyone.
/// An outflow limiter delays unusual totals, so that a break-in cannot empty the vault within a block; it never keeps
/// a credit longer than `longestDelaySeconds`.
interface IWithdrawals {
    /// @notice The caller is not the exchange.
    error NotExchange();
    /// @notice Nothing is owed to this owner.
    error NothingOwed(address owner);
    /// @notice The outflow allowance is used up; pay again later, at the latest at `paidFrom` (Unix seconds).
    error OutflowDelayed(uint256 paidFrom);
    /// @notice The limits given at construction make no sense.
    error LimitsRefused();

    /// @notice Batch `number` credited `amount` µUSD to `owner`.
    event WithdrawalCredited(uint256 indexed number, address indexed owner, uint256 amount);
    /// @notice `amount` µUSD were paid to `owner`.
    event WithdrawalClaimed(address indexed owner, uint256 amount);

    /// @notice Credits the withdrawal words of batch `number` (owner 160 bits, amount above them). Exchange only.
    function credit(uint256 number, uint256[] calldata words) external;

    /// @notice Pays an owner as much as is owed and may leave now. Anyone; the money goes to the owner.
    /// @return amount µUSD paid, at least 1.
    function claim(address owner) external returns (uint256 amount);

    /// @notice What is owed to an owner, µUSD.
    function owed(address owner) external view returns (uint256);

    /// @notice What a claim would pay to an owner now, µUSD.
    function claimable(address owner) external view returns (uint256);

    /// @notice Unix seconds from which all that is owed to an owner is paid whatever the allowance; 0 if nothing is owed.
    function paidFrom(address owner) external view returns (uint256);

    /// @notice What may leave now without delay, µUSD.
    function allowance() external view returns (uint256);

    /// @notice All that is credited and not yet paid, µUSD.
    function totalOwed() external view returns (uint256);

    /// @notice All that was ever paid, µUSD.
    function totalPaid() external view returns (uint256);

    /// @notice The limits, as given at construction.
    function limits() external view returns (OutflowLimits memory);
}
