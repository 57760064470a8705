// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

/// @notice The one function of EIP-2612 that the queue calls.
interface IERC20Permit {
    /// @notice Sets an allowance by a signature of its owner.
    function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external;
}
