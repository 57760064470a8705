// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {ITimelocked} from "../src/interfaces/ITimelocked.sol";
import {IVerifierRegistry} from "../src/interfaces/IVerifierRegistry.sol";
import {BASE_FIELD} from "../src/libraries/Bn254.sol";
import {CircuitSize, DataMode, VerifierDefinition} from "../src/types/Verifier.sol";
import {VerifierRegistry} from "../src/VerifierRegistry.sol";
import {ExchangeTest} from "./support/ExchangeTest.sol";

contract VerifierRegistryTest is ExchangeTest {
    function another() private view returns (VerifierDefinition memory other) {
        other = definition();
        other.size.rows = 7;
    }

    function test_usable_givesKeyAndCapacities() public view {
        (address keyData, CircuitSize memory size, DataMode mode) = registry.usable(verifierId);
        assertEq(keyData.code.length, 1 + 22 * 32);
        CircuitSize memory expected = circuitSize();
        (expected.depth, expected.markets) = (0, 0);
        assertEq(abi.encode(size), abi.encode(expected));
        assertTrue(mode == DataMode.Calldata);
    }

    function test_usable_refusesUnknown() public {
        vm.expectRevert(abi.encodeWithSelector(IVerifierRegistry.UnknownVerifier.selector, bytes32(0)));
        registry.usable(0);
    }

    function test_idOf_coversEverything() public view {
        bytes32 id = registry.idOf(definition());
        for (uint256 i; i < 13; ++i) {
            VerifierDefinition memory other = definition();
            if (i == 0) other.key.alpha[0] += 1;
            if (i == 1) other.key.beta[3] += 1;
            if (i == 2) other.key.gamma[0] += 1;
            if (i == 3) other.key.delta[1] += 1;
            if (i == 4) other.key.ic[7] += 1;
            if (i == 5) other.size.visits += 1;
            if (i == 6) other.size.depth += 1;
            if (i == 7) other.size.markets += 1;
            if (i == 8) other.size.epochs += 1;
            if (i == 9) other.size.entries += 1;
            if (i == 10) other.size.opened += 1;
            if (i == 11) other.dataMode = DataMode.Validium;
            if (i == 12) other.development = false;
            assertNotEq(registry.idOf(other), id);
        }
    }

    function test_addVerifier_onlyThroughTheTimelock() public {
        VerifierDefinition memory other = another();
        vm.prank(governance);
        vm.expectRevert(ITimelocked.NotTimelock.selector);
        registry.addVerifier(other);
        bytes32 id = registry.idOf(other);
        bytes memory call = abi.encodeCall(IVerifierRegistry.addVerifier, (other));
        vm.startPrank(governance);
        registry.schedule(call);
        vm.warp(START + DELAY);
        vm.expectEmit(address(registry));
        emit IVerifierRegistry.VerifierAdded(id, other);
        registry.execute(call);
        (, CircuitSize memory size,) = registry.usable(id);
        assertEq(size.rows, 7);
    }

    function test_addVerifier_refusesTwice() public {
        VerifierDefinition memory same = definition();
        vm.prank(governance);
        vm.expectRevert(abi.encodeWithSelector(IVerifierRegistry.VerifierExists.selector, verifierId));
        registry.addDevelopmentVerifier(same);
    }

    function test_addDevelopmentVerifier_onlyForGovernance() public {
        VerifierDefinition memory other = another();
        vm.prank(guardian);
        vm.expectRevert(ITimelocked.NotGovernance.selector);
        registry.addDevelopmentVerifier(other);
        vm.prank(governance);
        registry.addDevelopmentVerifier(other);
        registry.usable(registry.idOf(other));
    }

    function test_addDevelopmentVerifier_refusesOtherKeys() public {
        VerifierDefinition memory other = another();
        other.development = false;
        vm.prank(governance);
        vm.expectRevert(IVerifierRegistry.DevelopmentVerifierRefused.selector);
        registry.addDevelopmentVerifier(other);
    }

    function testFuzz_developmentVerifiersAreRefusedOnOtherChains(uint64 chain) public {
        chain = uint64(bound(chain, 1, type(uint64).max - 1));
        vm.assume(chain != 31337 && chain != 1337);
        vm.chainId(chain);
        vm.expectRevert(IVerifierRegistry.DevelopmentVerifierRefused.selector);
        registry.usable(verifierId);
        VerifierDefinition memory other = another();
        vm.prank(governance);
        vm.expectRevert(IVerifierRegistry.DevelopmentVerifierRefused.selector);
        registry.addDevelopmentVerifier(other);
        VerifierDefinition[] memory genesis = new VerifierDefinition[](1);
        genesis[0] = other;
        vm.expectRevert(IVerifierRegistry.DevelopmentVerifierRefused.selector);
        new VerifierRegistry(governance, guardian, DELAY, genesis);
        bytes memory call = abi.encodeCall(IVerifierRegistry.addVerifier, (other));
        vm.startPrank(governance);
        registry.schedule(call);
        vm.warp(START + DELAY);
        vm.expectRevert(IVerifierRegistry.DevelopmentVerifierRefused.selector);
        registry.execute(call);
    }

    function refuseKey(VerifierDefinition memory bad) private {
        vm.prank(governance);
        vm.expectRevert(IVerifierRegistry.KeyRefused.selector);
        registry.addDevelopmentVerifier(bad);
    }

    function test_add_refusesUnsoundKeys() public {
        VerifierDefinition memory bad = another();
        bad.key.delta = bad.key.gamma;
        refuseKey(bad);
        for (uint256 i; i < 4; ++i) {
            bad = another();
            uint256[4] memory point = [bad.key.beta, bad.key.gamma, bad.key.delta, bad.key.beta][i];
            if (i < 3) point[3] += 1; // off the curve
            else point[3] += BASE_FIELD; // not canonical
            if (i == 0 || i == 3) bad.key.beta = point;
            if (i == 1) bad.key.gamma = point;
            if (i == 2) bad.key.delta = point;
            refuseKey(bad);
        }
        bad = another();
        bad.key.beta = [uint256(0), 0, 0, 0];
        refuseKey(bad);
        bad = another();
        bad.key.alpha = [uint256(0), 0];
        refuseKey(bad);
        bad = another();
        bad.key.alpha[1] += 1;
        refuseKey(bad);
        for (uint256 i; i < 4; ++i) {
            bad = another();
            (bad.key.ic[2 * i], bad.key.ic[2 * i + 1]) = (0, 0);
            refuseKey(bad);
            bad = another();
            bad.key.ic[2 * i] += BASE_FIELD;
            refuseKey(bad);
        }
    }

    /// @dev x = 1 on the twist: on the curve, but not of prime order.
    function test_add_refusesPointsOutsideTheSubgroup() public {
        VerifierDefinition memory bad = another();
        bad.key.beta = [
            0,
            1,
            5912654199736721486680175016176231956195085055698687135131307249486702594212,
            18278151005453108793778860132295291098363647455926340152056652516292830556603
        ];
        refuseKey(bad);
    }

    function test_add_refusesSizes() public {
        for (uint256 i; i < 8; ++i) {
            VerifierDefinition memory bad = another();
            if (i == 0) bad.size.visits = 0;
            if (i == 1) bad.size.rows = 0;
            if (i == 2) bad.size.positions = 0;
            if (i == 3) bad.size.positions = 256;
            if (i == 4) bad.size.epochs = 0;
            if (i == 5) bad.size.epochs = 256;
            if (i == 6) bad.size.depth = 0;
            if (i == 7) bad.size.markets = 0;
            vm.prank(governance);
            vm.expectRevert(IVerifierRegistry.SizeRefused.selector);
            registry.addDevelopmentVerifier(bad);
        }
    }

    function test_removeVerifier_isForGood() public {
        VerifierDefinition memory same = definition();
        vm.prank(stranger);
        vm.expectRevert(IVerifierRegistry.NotGuardian.selector);
        registry.removeVerifier(verifierId);
        vm.prank(guardian);
        registry.removeVerifier(verifierId);
        vm.expectRevert(abi.encodeWithSelector(IVerifierRegistry.VerifierRemoved.selector, verifierId));
        registry.usable(verifierId);
        vm.startPrank(governance);
        vm.expectRevert(abi.encodeWithSelector(IVerifierRegistry.VerifierRemoved.selector, verifierId));
        registry.addDevelopmentVerifier(same);
        vm.expectRevert(abi.encodeWithSelector(IVerifierRegistry.VerifierRemoved.selector, verifierId));
        registry.removeVerifier(verifierId);
    }

    function test_removeVerifier_stopsOneThatIsWaiting() public {
        VerifierDefinition memory other = another();
        bytes32 id = registry.idOf(other);
        bytes memory call = abi.encodeCall(IVerifierRegistry.addVerifier, (other));
        vm.prank(governance);
        registry.schedule(call);
        vm.prank(guardian);
        registry.removeVerifier(id);
        vm.warp(START + DELAY);
        vm.prank(governance);
        vm.expectRevert(abi.encodeWithSelector(IVerifierRegistry.VerifierRemoved.selector, id));
        registry.execute(call);
    }

    function test_pause_isShortAndRare() public {
        vm.prank(governance);
        vm.expectRevert(IVerifierRegistry.NotGuardian.selector);
        registry.pause();
        vm.startPrank(guardian);
        registry.pause();
        assertEq(registry.pausedUntil(), START + 6 hours);
        vm.expectRevert(abi.encodeWithSelector(IVerifierRegistry.Paused.selector, START + 6 hours));
        registry.usable(verifierId);
        vm.warp(START + 6 hours);
        registry.usable(verifierId);
        vm.warp(START + 14 days - 1);
        vm.expectRevert(abi.encodeWithSelector(IVerifierRegistry.PauseTooSoon.selector, START + 14 days));
        registry.pause();
        vm.warp(START + 14 days);
        registry.pause();
        assertEq(registry.pausedUntil(), START + 14 days + 6 hours);
    }

    function test_setGuardian_throughTheTimelock() public {
        vm.prank(governance);
        vm.expectRevert(ITimelocked.NotTimelock.selector);
        registry.setGuardian(bob);
        bytes memory call = abi.encodeCall(IVerifierRegistry.setGuardian, (bob));
        vm.startPrank(governance);
        registry.schedule(call);
        vm.warp(START + DELAY);
        registry.execute(call);
        assertEq(registry.guardian(), bob);
    }
}
