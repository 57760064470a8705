// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

/// @title What governance may change, and only after a delay that everyone can watch.
/// @notice Governance schedules a call of the contract to itself, waits, and executes it. Functions that can be reached
/// this way say so ("through the timelock"). Nothing that governance can reach moves money.
interface ITimelocked {
    /// @notice The caller is not governance.
    error NotGovernance();
    /// @notice The function can only be reached through the timelock.
    error NotTimelock();
    /// @notice The same call is waiting already.
    error AlreadyScheduled();
    /// @notice The call is not scheduled, is still waiting, or waited longer than the grace period.
    error NotReady();

    /// @notice A call is waiting and may be executed from `readyAt` (Unix seconds) on.
    event ActionScheduled(bytes32 indexed action, bytes call, uint256 readyAt);
    /// @notice A waiting call was dropped.
    event ActionCancelled(bytes32 indexed action);
    /// @notice A call was executed.
    event ActionExecuted(bytes32 indexed action);
    /// @notice Another address is governance now.
    event GovernanceChanged(address governance);

    /// @notice Seconds between scheduling and execution.
    function delay() external view returns (uint256);

    /// @notice The address that may schedule, cancel and execute.
    function governance() external view returns (address);

    /// @notice Unix seconds from which a scheduled action may be executed; 0 when it is not scheduled.
    /// @param action Hash of the calldata.
    function readyAt(bytes32 action) external view returns (uint256);

    /// @notice Schedules a call of this contract to itself. Governance only.
    /// @return action Hash of the calldata.
    function schedule(bytes calldata call) external returns (bytes32 action);

    /// @notice Drops a scheduled call. Governance only.
    function cancel(bytes32 action) external;

    /// @notice Executes a call that has waited long enough, within the grace period. Governance only.
    function execute(bytes calldata call) external;

    /// @notice Hands governance to another address. Through the timelock.
    function setGovernance(address newGovernance) external;
}
