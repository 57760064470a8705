// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {SCALAR_FIELD} from "./Bn254.sol";

/// @notice Baby Jubjub as circomlib has it: 168700 x² + y² = 1 + 168696 x² y² over the scalar field of BN254.
library BabyJubjub {
    uint256 private constant A = 168700;
    uint256 private constant D = 168696;

    /// @notice Whether a point can be a trading key: canonical coordinates, on the curve, and not of order 1, 2, 4 or 8.
    /// Multiplied by the cofactor such a point is not the identity, which is all that signature checking needs.
    function isUsableKey(uint256 x, uint256 y) internal pure returns (bool) {
        if (x >= SCALAR_FIELD || y >= SCALAR_FIELD) return false;
        uint256 xx = mulmod(x, x, SCALAR_FIELD);
        uint256 yy = mulmod(y, y, SCALAR_FIELD);
        uint256 axx = mulmod(A, xx, SCALAR_FIELD);
        uint256 right = addmod(1, mulmod(D, mulmod(xx, yy, SCALAR_FIELD), SCALAR_FIELD), SCALAR_FIELD);
        if (addmod(axx, yy, SCALAR_FIELD) != right) return false;
        // x = 0: order 1 or 2. y = 0: order 4. a x² = y²: the double has y = 0, so order 8.
        return x != 0 && y != 0 && axx != yy;
    }
}
