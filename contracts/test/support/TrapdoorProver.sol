// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {SCALAR_FIELD} from "../../src/libraries/Bn254.sol";
import {VerificationKey} from "../../src/types/Verifier.sol";

/// @notice A Groth16 key whose secret is known, and the prover that knowledge allows: it makes valid proofs of any
/// statement. So tests settle arbitrary batches through the real pairing check; and it shows why a development key must
/// never guard money.
/// @dev α = 5, β = 1, γ = 2, δ = 3, IC = 7, 11, 13, 17 (times the generators). With B = G2 the equation
/// a·b = αβ + γ·ic(x) + δ·c is solved for c after choosing a.
library TrapdoorProver {
    uint256 private constant ALPHA_BETA = 5;
    uint256 private constant GAMMA = 2;
    uint256 private constant DELTA = 3;

    function key() internal view returns (VerificationKey memory) {
        return VerificationKey({
            alpha: g1(5),
            beta: generator2(),
            gamma: [
                14583779054894525174450323658765874724019480979794335525732096752006891875705,
                18029695676650738226693292988307914797657423701064905010927197838374790804409,
                11474861747383700316476719153975578001603231366361248090558603872215261634898,
                2140229616977736810657479771656733941598412651537078903776637920509952744750
            ],
            delta: [
                7273165102799931111715871471550377909735733521218303035754523677688038059653,
                2725019753478801796453339367788033689375851816420509565303521482350756874229,
                957874124722006818841961785324909313781880061366718538693995380805373202866,
                2512659008974376214222774206987427162027254181373325676825515531566330959255
            ],
            ic: [g1(7)[0], g1(7)[1], g1(11)[0], g1(11)[1], g1(13)[0], g1(13)[1], g1(17)[0], g1(17)[1]]
        });
    }

    /// @param nonce Anything; another nonce gives another proof of the same statement.
    function prove(uint256[3] memory signals, uint256 nonce) internal view returns (uint256[8] memory proof) {
        uint256 a = uint256(keccak256(abi.encode(signals, nonce))) % SCALAR_FIELD;
        uint256 ic = addmod(7, mulmod(11, signals[0], SCALAR_FIELD), SCALAR_FIELD);
        ic = addmod(ic, mulmod(13, signals[1], SCALAR_FIELD), SCALAR_FIELD);
        ic = addmod(ic, mulmod(17, signals[2], SCALAR_FIELD), SCALAR_FIELD);
        uint256 known = addmod(ALPHA_BETA, mulmod(GAMMA, ic, SCALAR_FIELD), SCALAR_FIELD);
        uint256 c = mulmod(addmod(a, SCALAR_FIELD - known, SCALAR_FIELD), inverse(DELTA), SCALAR_FIELD);
        (proof[0], proof[1]) = (g1(a)[0], g1(a)[1]);
        for (uint256 i; i < 4; ++i) {
            proof[2 + i] = generator2()[i];
        }
        (proof[6], proof[7]) = (g1(c)[0], g1(c)[1]);
    }

    function generator2() internal pure returns (uint256[4] memory) {
        return [
            11559732032986387107991004021392285783925812861821192530917403151452391805634,
            10857046999023057135944570762232829481370756359578518086990519993285655852781,
            4082367875863433681332203403145435568316851327593401208105741076214120093531,
            8495653923123431417604973247489272438418190587263600148770280649306958101930
        ];
    }

    /// @dev `scalar` times (1, 2).
    function g1(uint256 scalar) internal view returns (uint256[2] memory point) {
        (bool ok, bytes memory result) = address(7).staticcall(abi.encode(uint256(1), uint256(2), scalar));
        require(ok);
        point = abi.decode(result, (uint256[2]));
    }

    function inverse(uint256 value) internal view returns (uint256) {
        (bool ok, bytes memory result) = address(5)
            .staticcall(abi.encode(uint256(32), uint256(32), uint256(32), value, SCALAR_FIELD - 2, SCALAR_FIELD));
        require(ok);
        return abi.decode(result, (uint256));
    }
}
