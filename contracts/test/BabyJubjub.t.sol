// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {BabyJubjub} from "../src/libraries/BabyJubjub.sol";
import {SCALAR_FIELD} from "../src/libraries/Bn254.sol";
import {KEY_X, KEY_Y} from "./support/Keys.sol";

contract BabyJubjubTest is Test {
    uint256 private constant A = 168700;
    uint256 private constant D = 168696;

    function inverse(uint256 value) private view returns (uint256) {
        return power(value, SCALAR_FIELD - 2);
    }

    function power(uint256 base, uint256 exponent) private view returns (uint256) {
        (, bytes memory result) = address(5).staticcall(abi.encode(32, 32, 32, base, exponent, SCALAR_FIELD));
        return abi.decode(result, (uint256));
    }

    function mul(uint256 a, uint256 b) private pure returns (uint256) {
        return mulmod(a, b, SCALAR_FIELD);
    }

    function sum(uint256 x1, uint256 y1, uint256 x2, uint256 y2) private view returns (uint256 x, uint256 y) {
        uint256 t = mul(D, mul(mul(x1, x2), mul(y1, y2)));
        x = mul(addmod(mul(x1, y2), mul(y1, x2), SCALAR_FIELD), inverse(addmod(1, t, SCALAR_FIELD)));
        uint256 numerator = addmod(mul(y1, y2), SCALAR_FIELD - mul(A, mul(x1, x2)), SCALAR_FIELD);
        y = mul(numerator, inverse(addmod(1, SCALAR_FIELD - t, SCALAR_FIELD)));
    }

    function test_acceptsTheBasePointAndItsMultiples() public view {
        (uint256 x, uint256 y) = (KEY_X, KEY_Y);
        for (uint256 i; i < 20; ++i) {
            assertTrue(BabyJubjub.isUsableKey(x, y));
            (x, y) = sum(x, y, KEY_X, KEY_Y);
        }
    }

    function testFuzz_refusesPointsOffTheCurve(uint256 x, uint256 y) public pure {
        assertFalse(BabyJubjub.isUsableKey(x, y));
        assertFalse(BabyJubjub.isUsableKey(KEY_X, y == KEY_Y ? 0 : y) && y != SCALAR_FIELD - KEY_Y);
    }

    function test_refusesNonCanonicalCoordinates() public pure {
        assertFalse(BabyJubjub.isUsableKey(KEY_X + SCALAR_FIELD, KEY_Y));
        assertFalse(BabyJubjub.isUsableKey(KEY_X, KEY_Y + SCALAR_FIELD));
    }

    /// @dev All eight points whose order divides the cofactor. Half of (sqrt(1/A), 0) is found by walking up from circomlib's
    /// generator of the full group: that generator times the prime order has order 8.
    function test_refusesEveryPointOfSmallOrder() public view {
        uint256 order = 2736030358979909402780800718157159386076813972158567259200215660948447373041;
        (uint256 x, uint256 y) = multiple(
            995203441582195749578291179787384436505546430278305826713579947235728471134,
            5472060717959818805561601436314318772137091100104008585924551046643952123905,
            order
        );
        (uint256 px, uint256 py) = (uint256(0), uint256(1));
        for (uint256 i; i < 8; ++i) {
            assertFalse(BabyJubjub.isUsableKey(px, py));
            // It is on the curve: only its order is wrong.
            assertEq(
                addmod(mul(A, mul(px, px)), mul(py, py), SCALAR_FIELD),
                addmod(1, mul(D, mul(mul(px, px), mul(py, py))), SCALAR_FIELD)
            );
            if (i != 0) assertFalse(px == 0 && py == 1);
            (px, py) = sum(px, py, x, y);
        }
        assertTrue(px == 0 && py == 1);
    }

    function multiple(uint256 x, uint256 y, uint256 scalar) private view returns (uint256 rx, uint256 ry) {
        ry = 1;
        while (scalar != 0) {
            if (scalar & 1 == 1) (rx, ry) = sum(rx, ry, x, y);
            (x, y) = sum(x, y, x, y);
            scalar >>= 1;
        }
    }
}
