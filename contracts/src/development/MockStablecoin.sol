// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {ERC20} from "solady/tokens/ERC20.sol";

/// @title A dollar for development: 6 decimals, EIP-2612 permit, and anyone may make as much as they like.
contract MockStablecoin is ERC20 {
    /// @notice Makes `amount` µUSD for `to`.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @notice Name of the token, also in its EIP-712 domain.
    function name() public pure override returns (string memory) {
        return "Tenor Development Dollar";
    }

    /// @notice Symbol of the token.
    function symbol() public pure override returns (string memory) {
        return "devUSD";
    }

    /// @notice One unit is one µUSD.
    function decimals() public pure override returns (uint8) {
        return 6;
    }
}
