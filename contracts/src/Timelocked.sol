// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {ITimelocked} from "./interfaces/ITimelocked.sol";

/// @notice See ITimelocked.
abstract contract Timelocked is ITimelocked {
    /// @dev A scheduled call that nobody executed for this long is void: old decisions must not come back by surprise.
    uint256 internal constant GRACE_SECONDS = 30 days;

    /// @inheritdoc ITimelocked
    uint256 public immutable delay;
    /// @inheritdoc ITimelocked
    address public governance;
    /// @inheritdoc ITimelocked
    mapping(bytes32 action => uint256 time) public readyAt;

    modifier onlyGovernance() {
        if (msg.sender != governance) revert NotGovernance();
        _;
    }

    modifier onlyTimelock() {
        if (msg.sender != address(this)) revert NotTimelock();
        _;
    }

    constructor(address governance_, uint256 delaySeconds) {
        governance = governance_;
        delay = delaySeconds;
        emit GovernanceChanged(governance_);
    }

    /// @inheritdoc ITimelocked
    function schedule(bytes calldata call) external onlyGovernance returns (bytes32 action) {
        action = keccak256(call);
        if (readyAt[action] != 0) revert AlreadyScheduled();
        uint256 time = block.timestamp + delay;
        readyAt[action] = time;
        emit ActionScheduled(action, call, time);
    }

    /// @inheritdoc ITimelocked
    function cancel(bytes32 action) external onlyGovernance {
        if (readyAt[action] == 0) revert NotReady();
        delete readyAt[action];
        emit ActionCancelled(action);
    }

    /// @inheritdoc ITimelocked
    function execute(bytes calldata call) external onlyGovernance {
        bytes32 action = keccak256(call);
        uint256 time = readyAt[action];
        if (time == 0 || block.timestamp < time || block.timestamp > time + GRACE_SECONDS) revert NotReady();
        delete readyAt[action];
        emit ActionExecuted(action);
        (bool ok, bytes memory reason) = address(this).call(call);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(reason, 0x20), mload(reason))
            }
        }
    }

    /// @inheritdoc ITimelocked
    function setGovernance(address newGovernance) external onlyTimelock {
        governance = newGovernance;
        emit GovernanceChanged(newGovernance);
    }
}
