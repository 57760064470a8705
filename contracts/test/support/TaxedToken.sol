// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {MockStablecoin} from "../../src/development/MockStablecoin.sol";

/// @notice A token that takes a hundredth of every transfer for itself.
contract TaxedToken is MockStablecoin {
    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        super.transferFrom(from, to, amount);
        _burn(to, amount / 100);
        return true;
    }
}
