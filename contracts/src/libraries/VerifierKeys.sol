// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {VerificationKey} from "../types/Verifier.sol";
import {BASE_FIELD} from "./Bn254.sol";

/// @notice Checks verification keys and brings them into the form that Groth16.verify reads.
library VerifierKeys {
    // A precompile that refuses its input eats all gas it was given: many times its price, and no more.
    uint256 private constant ADDITION_GAS = 10_000;
    uint256 private constant PAIRING_GAS = 500_000;

    /// @notice Whether all points are proper points of their groups and gamma differs from delta (equal ones would let
    /// anyone turn one proof into proofs of other statements).
    function isSound(VerificationKey memory key) internal view returns (bool) {
        if (!_isProperG1(key.alpha)) return false;
        for (uint256 i; i < 4; ++i) {
            if (!_isProperG1([key.ic[2 * i], key.ic[2 * i + 1]])) return false;
        }
        if (keccak256(abi.encode(key.gamma)) == keccak256(abi.encode(key.delta))) return false;
        return _isProperG2(key.beta) && _isProperG2(key.gamma) && _isProperG2(key.delta);
    }

    /// @notice α, −β, −γ, −δ, IC0…IC3 as 22 words. Negating the three G2 points once here spares every proof a negation.
    function encode(VerificationKey memory key) internal pure returns (bytes memory) {
        return abi.encode(key.alpha, _negate(key.beta), _negate(key.gamma), _negate(key.delta), key.ic);
    }

    /// @dev −(x, y) = (x, −y), both coordinates of y being negated.
    function _negate(uint256[4] memory point) private pure returns (uint256[4] memory) {
        return [point[0], point[1], _negate(point[2]), _negate(point[3])];
    }

    function _negate(uint256 coordinate) private pure returns (uint256) {
        return coordinate == 0 ? 0 : BASE_FIELD - coordinate;
    }

    /// @dev Addition with infinity succeeds exactly for points on the curve with canonical coordinates.
    function _isProperG1(uint256[2] memory point) private view returns (bool) {
        if (point[0] | point[1] == 0) return false;
        (bool ok, bytes memory sum) =
            address(6).staticcall{gas: ADDITION_GAS}(abi.encode(point, uint256(0), uint256(0)));
        return ok && sum.length == 64;
    }

    /// @dev The pairing with infinity succeeds exactly for points of the subgroup with canonical coordinates.
    function _isProperG2(uint256[4] memory point) private view returns (bool) {
        if (point[0] | point[1] | point[2] | point[3] == 0) return false;
        (bool ok, bytes memory one) = address(8).staticcall{gas: PAIRING_GAS}(abi.encode(uint256(0), uint256(0), point));
        return ok && one.length == 32;
    }
}
