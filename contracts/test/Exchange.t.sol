// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {ITimelocked} from "../src/interfaces/ITimelocked.sol";
import {ExchangeConfiguration, IExchange, Progress} from "../src/interfaces/IExchange.sol";
import {IVerifierRegistry} from "../src/interfaces/IVerifierRegistry.sol";
import {Exchange} from "../src/Exchange.sol";
import {Entry} from "../src/libraries/Entry.sol";
import {Batch} from "../src/types/Batch.sol";
import {DataMode, VerifierDefinition} from "../src/types/Verifier.sol";
import {VerifierRegistry} from "../src/VerifierRegistry.sol";
import {BatchBuilder} from "./support/BatchBuilder.sol";
import {ExchangeTest} from "./support/ExchangeTest.sol";
import {KEY_X, KEY_Y} from "./support/Keys.sol";

contract ExchangeSettleTest is ExchangeTest {
    function test_settle_movesRootNumberTimeAndRound() public {
        uint256[] memory data = nextData();
        Batch[] memory batches = one(prove(data));
        vm.expectEmit(address(exchange));
        emit IExchange.BatchSettled(1, verifierId, data[1], data[4], 0, 0);
        vm.prank(sequencer);
        exchange.settle(batches);
        assertEq(exchange.stateRoot(), data[1]);
        Progress memory progress = exchange.progress();
        assertEq(progress.number, 1);
        assertEq(progress.time, START);
        assertEq(progress.round, 1);
        assertEq(progress.roundTime, START);
        assertEq(progress.settledAt, START);
    }

    function test_settle_severalBatchesInOneCall() public {
        vm.startPrank(alice);
        queue.registerAndDeposit(KEY_X, KEY_Y, 5e6);
        queue.deposit(1, 2e6);
        vm.stopPrank();
        Batch[] memory batches = new Batch[](3);
        uint256 root = GENESIS_ROOT;
        uint256[] memory data = dataAfter(0, root);
        putRegister(data, 0, 1, alice);
        batches[0] = prove(data);
        data = dataAfter(1, data[1]);
        putDeposit(data, 0, 1, 5e6);
        putDeposit(data, 1, 1, 2e6);
        batches[1] = prove(data);
        data = dataAfter(2, data[1]);
        putWithdrawal(data, 3, alice, 7e6);
        batches[2] = prove(data);
        vm.expectEmit(address(exchange));
        emit IExchange.BatchSettled(2, verifierId, data[0], uint256(keccak256(abi.encode("journal", 1))) >> 8, 2, 3);
        vm.prank(sequencer);
        exchange.settle(batches);
        assertEq(exchange.stateRoot(), data[1]);
        assertEq(exchange.progress().number, 3);
        assertEq(exchange.progress().queueCursor, 3);
        assertEq(withdrawals.owed(alice), 7e6);
        (uint256 deposits, uint256 credited) = exchange.flows();
        assertEq(deposits, 7e6);
        assertEq(credited, 7e6);
    }

    function test_settle_refusesNothing() public {
        vm.expectRevert(IExchange.NothingToSettle.selector);
        vm.prank(sequencer);
        exchange.settle(new Batch[](0));
    }

    function test_settle_refusesReplay() public {
        Batch[] memory batches = one(prove(nextData()));
        vm.prank(sequencer);
        exchange.settle(batches);
        vm.expectRevert(
            abi.encodeWithSelector(IExchange.PreviousRootMismatch.selector, exchange.stateRoot(), GENESIS_ROOT)
        );
        vm.prank(sequencer);
        exchange.settle(batches);
    }

    function test_settle_refusesTheSameBatchTwiceInOneCall() public {
        Batch[] memory batches = new Batch[](2);
        batches[0] = prove(nextData());
        batches[1] = batches[0];
        vm.expectPartialRevert(IExchange.PreviousRootMismatch.selector);
        vm.prank(sequencer);
        exchange.settle(batches);
    }

    function testFuzz_settle_refusesAnotherPreviousRoot(uint256 root) public {
        root = bound(root, 1, type(uint256).max >> 8);
        vm.assume(root != GENESIS_ROOT);
        expectRefusal(
            dataAfter(0, root), abi.encodeWithSelector(IExchange.PreviousRootMismatch.selector, GENESIS_ROOT, root)
        );
    }

    function test_settle_refusesAnotherDomain() public {
        uint256[] memory data = nextData();
        uint256 expected = data[2];
        data[2] = expected + 1;
        expectRefusal(data, abi.encodeWithSelector(IExchange.DomainMismatch.selector, expected, expected + 1));
    }

    function test_settle_refusesAfterTheChainForks() public {
        uint256[] memory data = nextData();
        vm.chainId(1337);
        expectRefusal(data, abi.encodeWithSelector(IExchange.DomainMismatch.selector, exchange.domain(), data[2]));
    }

    function test_settle_refusesAnotherOracleSet() public {
        uint256[] memory data = nextData();
        data[3] += 1;
        expectRefusal(data, abi.encodeWithSelector(IExchange.OracleSetMismatch.selector, ORACLE_SET, data[3]));
    }

    function testFuzz_settle_refusesAnotherNumber(uint40 number) public {
        vm.assume(number != 1);
        uint256[] memory data = nextData();
        data[5] = number | (block.timestamp << 40);
        expectRefusal(data, abi.encodeWithSelector(IExchange.NumberMismatch.selector, 1, number));
    }

    function test_settle_refusesTimeOutOfRange() public {
        settle(nextData());
        uint256[3] memory times = [START - 1, START + 1, uint256(1) << 200];
        for (uint256 i; i < 3; ++i) {
            uint256[] memory data = nextData();
            data[5] = 2 | (times[i] << 40);
            expectRefusal(data, abi.encodeWithSelector(IExchange.TimeOutOfRange.selector, times[i]));
        }
    }

    function test_settle_refusesABatchOlderThanTheDeadline() public {
        uint256[] memory data = nextData();
        vm.warp(START + DEADLINE + 1);
        expectRefusal(data, abi.encodeWithSelector(IExchange.TimeOutOfRange.selector, START));
        vm.warp(START + DEADLINE);
        settle(data);
    }

    function setRounds(uint256[] memory data, uint256 round0, uint256 time0, uint256 round1, uint256 time1)
        internal
        view
    {
        data[sections.epochs] = round0 | (time0 << 40);
        data[sections.epochs + 1] = round1 | (time1 << 40);
    }

    function refuseRounds(uint256 round0, uint256 time0, uint256 round1, uint256 time1) internal {
        uint256[] memory data = nextData();
        setRounds(data, round0, time0, round1, time1);
        Batch[] memory batches = one(prove(data));
        vm.expectPartialRevert(IExchange.RoundOutOfRange.selector);
        vm.prank(sequencer);
        exchange.settle(batches);
    }

    function test_settle_acceptsRoundsThatAdvanceOrRepeat() public {
        uint256[] memory data = nextData();
        setRounds(data, 10, START - 5, 11, START);
        settle(data);
        vm.warp(START + 100);
        data = nextData();
        setRounds(data, 11, START, 11, START);
        settle(data);
        data = nextData();
        setRounds(data, 12, START, 13, START + 120);
        settle(data);
        assertEq(exchange.progress().round, 13);
        assertEq(exchange.progress().roundTime, START + 120);
    }

    function testFuzz_settle_readsRoundsBelowTheirSettlementHour(uint24 hour0, uint24 hour1) public {
        uint256[] memory data = nextData();
        setRounds(data, 10, START - 5, 11, START);
        data[sections.epochs] |= uint256(hour0) << 80;
        data[sections.epochs + 1] |= uint256(hour1) << 80;
        settle(data);
        assertEq(exchange.progress().round, 11);
        assertEq(exchange.progress().roundTime, START);
        data = nextData();
        setRounds(data, 11, START, 11, START); // the same round again, at its time
        data[sections.epochs] |= uint256(hour1) << 80;
        settle(data);
        data = nextData();
        setRounds(data, 12, START - 1, 13, START); // the hour makes no time later
        data[sections.epochs] |= uint256(hour0) << 80;
        Batch[] memory batches = one(prove(data));
        vm.expectRevert(abi.encodeWithSelector(IExchange.RoundOutOfRange.selector, 12, START - 1));
        vm.prank(sequencer);
        exchange.settle(batches);
    }

    function test_settle_refusesBadRounds() public {
        uint256[] memory data = nextData();
        setRounds(data, 10, START - 5, 11, START);
        settle(data);
        vm.warp(START + 600);
        refuseRounds(10, START, 12, START + 20); // back across batches
        refuseRounds(13, START + 20, 12, START + 30); // back within a batch
        refuseRounds(12, START - 1, 13, START + 30); // time goes back
        refuseRounds(11, START + 1, 12, START + 30); // the same round at another time
        refuseRounds(12, START + 30, 12, START + 31); // the same, within a batch
        refuseRounds(12, START + 30, 13, START + 151); // span too wide
        refuseRounds(12, START + 620, 13, START + 631); // in the future
        refuseRounds(0, 0, 0, 0);
        vm.warp(START + 601);
        refuseRounds(12, START, 13, START + 20); // first one too old
        vm.warp(START + 600);
        data = nextData();
        setRounds(data, 12, START, 13, START + 20);
        settle(data);
    }

    function test_settle_refusesEntriesThatAreNotTheQueues() public {
        vm.prank(alice);
        queue.registerAndDeposit(KEY_X, KEY_Y, 5e6);
        bytes memory reason = abi.encodeWithSelector(IExchange.EntriesMismatch.selector);

        uint256[] memory data = nextData();
        putRegister(data, 0, 1, bob);
        expectRefusal(data, reason);

        data = nextData(); // skips the registration
        putDeposit(data, 0, 1, 5e6);
        expectRefusal(data, reason);

        data = nextData(); // a gap
        putRegister(data, 0, 1, alice);
        putDeposit(data, 2, 1, 5e6);
        expectRefusal(data, reason);

        data = nextData(); // a larger amount
        putRegister(data, 0, 1, alice);
        putDeposit(data, 1, 1, 5e6 + 1);
        expectRefusal(data, reason);

        data = nextData(); // more than there are
        putRegister(data, 0, 1, alice);
        putDeposit(data, 1, 1, 5e6);
        putDeposit(data, 2, 1, 5e6);
        expectRefusal(data, reason);

        data = nextData(); // a stray word behind the entries
        putRegister(data, 0, 1, alice);
        putDeposit(data, 1, 1, 5e6);
        data[sections.withdrawals - 1] = 1;
        expectRefusal(data, reason);

        data = nextData(); // an entry without its first word
        putEntry(data, 0, 0, 1, 0, 0);
        expectRefusal(data, reason);
    }

    function test_settle_consumesEntriesOnce() public {
        depositAndSettle(5e6);
        uint256[] memory data = nextData();
        putRegister(data, 0, 1, alice);
        putDeposit(data, 1, 1, 5e6);
        expectRefusal(data, abi.encodeWithSelector(IExchange.EntriesMismatch.selector));
    }

    function test_settle_refusesCreditsBeyondConsumedDeposits() public {
        depositAndSettle(5e6);
        vm.prank(alice);
        queue.deposit(1, 100e6); // in the vault, but not yet consumed
        uint256[] memory data = nextData();
        putWithdrawal(data, 0, alice, 5e6 + 1);
        expectRefusal(data, abi.encodeWithSelector(IExchange.VaultShortfall.selector));
        putWithdrawal(data, 0, alice, 5e6);
        settle(data);
    }

    function test_settle_refusesStrangersUntilIdle() public {
        uint256[] memory data = nextData();
        Batch[] memory batches = one(prove(data));
        vm.expectRevert(IExchange.NotSequencer.selector);
        vm.prank(stranger);
        exchange.settle(batches);
        vm.warp(START + IDLE);
        vm.expectRevert(IExchange.NotSequencer.selector);
        vm.prank(stranger);
        exchange.settle(batches);
        vm.warp(START + IDLE + 1);
        vm.prank(stranger);
        exchange.settle(batches);
        assertEq(exchange.progress().number, 1);
    }

    function test_settle_strangersMayOnlyMoveTheQueueOn() public {
        depositAndSettle(5e6);
        vm.warp(START + IDLE + 1);
        uint256[4] memory refused = [sections.withdrawals, sections.positions, sections.slots, sections.markets - 1];
        for (uint256 i; i < 4; ++i) {
            uint256[] memory bad = nextData();
            bad[refused[i]] = 1;
            Batch[] memory batches = one(prove(bad));
            vm.expectRevert(IExchange.NotSequencer.selector);
            vm.prank(stranger);
            exchange.settle(batches);
        }
        vm.prank(alice);
        queue.deposit(1, 2e6);
        uint256[] memory data = nextData();
        putDeposit(data, 0, 1, 2e6);
        data[sections.accounts] = 3;
        data[sections.markets] = 5;
        data[sections.house] = 7;
        Batch[] memory good = one(prove(data));
        vm.prank(stranger);
        exchange.settle(good);
        assertEq(exchange.progress().queueCursor, 3);
    }

    function test_settle_refusesMixedVerifiers() public {
        Batch[] memory batches = new Batch[](2);
        uint256[] memory data = nextData();
        batches[0] = prove(data);
        batches[1] = prove(dataAfter(1, data[1]));
        batches[1].verifierId = bytes32(uint256(1));
        vm.expectRevert(IExchange.VerifierMismatch.selector);
        vm.prank(sequencer);
        exchange.settle(batches);
    }

    function test_settle_refusesUnknownVerifier() public {
        Batch[] memory batches = one(prove(nextData()));
        batches[0].verifierId = bytes32(uint256(1));
        vm.expectRevert(abi.encodeWithSelector(IVerifierRegistry.UnknownVerifier.selector, bytes32(uint256(1))));
        vm.prank(sequencer);
        exchange.settle(batches);
    }

    function test_settle_refusesOtherDataModes() public {
        VerifierDefinition memory blob = definition();
        blob.dataMode = DataMode.Blob;
        vm.prank(governance);
        registry.addDevelopmentVerifier(blob);
        verifierId = registry.idOf(blob);
        expectRefusal(nextData(), abi.encodeWithSelector(IExchange.DataModeRefused.selector));
    }

    function test_settle_refusesWhilePaused() public {
        uint256[] memory data = nextData();
        vm.prank(guardian);
        registry.pause();
        expectRefusal(data, abi.encodeWithSelector(IVerifierRegistry.Paused.selector, START + 6 hours));
        vm.warp(START + 6 hours);
        settle(data);
    }

    function test_settle_failureChangesNothing() public {
        depositAndSettle(5e6);
        bytes32 before = keccak256(abi.encode(exchange.progress(), exchange.stateRoot()));
        uint256[] memory data = nextData();
        putWithdrawal(data, 0, alice, 1e6);
        Batch[] memory batches = one(BatchBuilder.unproved(verifierId, data));
        batches[0].proof = prove(nextData()).proof;
        vm.expectRevert();
        vm.prank(sequencer);
        exchange.settle(batches);
        assertEq(keccak256(abi.encode(exchange.progress(), exchange.stateRoot())), before);
        assertEq(withdrawals.totalOwed(), 0);
    }

    function test_domain_isTheDocumentedHash() public view {
        bytes32 hash = keccak256(abi.encode("Tenor", uint256(1), uint256(31337), address(exchange)));
        assertEq(exchange.domain(), uint256(hash) % (1 << 248));
    }

    function test_release_onlyForWithdrawals() public {
        vm.expectRevert(IExchange.NotWithdrawals.selector);
        vm.prank(sequencer);
        exchange.release(sequencer, 1);
    }
}

contract ExchangeGovernanceTest is ExchangeTest {
    function test_constructor_refusesContradictions() public {
        ExchangeConfiguration memory bad = configuration();
        bad.deadline = 1 days - 1;
        vm.expectRevert(IExchange.ConfigurationRefused.selector);
        new Exchange(bad);
        bad = configuration();
        bad.delay = 2 * bad.deadline;
        vm.expectRevert(IExchange.ConfigurationRefused.selector);
        new Exchange(bad);
        bad = configuration();
        VerifierRegistry hasty =
            new VerifierRegistry(governance, guardian, 2 * bad.deadline, new VerifierDefinition[](0));
        bad.registry = hasty;
        vm.expectRevert(IExchange.ConfigurationRefused.selector);
        new Exchange(bad);
    }

    function test_setOracleSetHash_onlyThroughTheTimelock() public {
        bytes memory call = abi.encodeCall(IExchange.setOracleSetHash, (7));
        vm.startPrank(governance);
        vm.expectRevert(ITimelocked.NotTimelock.selector);
        exchange.setOracleSetHash(7);
        vm.expectRevert(ITimelocked.NotReady.selector);
        exchange.execute(call);
        bytes32 action = exchange.schedule(call);
        assertEq(exchange.readyAt(action), START + DELAY);
        vm.expectRevert(ITimelocked.AlreadyScheduled.selector);
        exchange.schedule(call);
        vm.warp(START + DELAY - 1);
        vm.expectRevert(ITimelocked.NotReady.selector);
        exchange.execute(call);
        vm.warp(START + DELAY);
        exchange.execute(call);
        assertEq(exchange.oracleSetHash(), 7);
        vm.expectRevert(ITimelocked.NotReady.selector);
        exchange.execute(call);
    }

    function test_timelock_cancelAndGrace() public {
        bytes memory call = abi.encodeCall(IExchange.setSequencer, (bob));
        vm.startPrank(governance);
        bytes32 action = exchange.schedule(call);
        exchange.cancel(action);
        vm.expectRevert(ITimelocked.NotReady.selector);
        exchange.cancel(action);
        vm.warp(START + DELAY);
        vm.expectRevert(ITimelocked.NotReady.selector);
        exchange.execute(call);
        exchange.schedule(call);
        vm.warp(block.timestamp + DELAY + 30 days + 1);
        vm.expectRevert(ITimelocked.NotReady.selector);
        exchange.execute(call);
        assertEq(exchange.sequencer(), sequencer);
    }

    function test_timelock_handsOverGovernanceAndSequencer() public {
        vm.startPrank(governance);
        exchange.schedule(abi.encodeCall(IExchange.setSequencer, (bob)));
        exchange.schedule(abi.encodeCall(ITimelocked.setGovernance, (alice)));
        vm.warp(START + DELAY);
        exchange.execute(abi.encodeCall(IExchange.setSequencer, (bob)));
        exchange.execute(abi.encodeCall(ITimelocked.setGovernance, (alice)));
        vm.expectRevert(ITimelocked.NotGovernance.selector);
        exchange.schedule("");
        vm.stopPrank();
        assertEq(exchange.sequencer(), bob);
        assertEq(exchange.governance(), alice);
    }

    function testFuzz_timelock_refusesStrangers(address caller, bytes calldata call) public {
        vm.assume(caller != governance);
        vm.startPrank(caller);
        vm.expectRevert(ITimelocked.NotGovernance.selector);
        exchange.schedule(call);
        vm.expectRevert(ITimelocked.NotGovernance.selector);
        exchange.execute(call);
        vm.expectRevert(ITimelocked.NotGovernance.selector);
        exchange.cancel(keccak256(call));
    }

    function test_timelock_cannotTouchTheVault() public {
        token.mint(address(exchange), 1e6);
        bytes memory call = abi.encodeCall(IExchange.release, (governance, 1e6));
        vm.startPrank(governance);
        exchange.schedule(call);
        vm.warp(START + DELAY);
        vm.expectRevert(IExchange.NotWithdrawals.selector);
        exchange.execute(call);
    }
}
