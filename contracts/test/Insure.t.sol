// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {ExchangeConfiguration, IExchange} from "../src/interfaces/IExchange.sol";
import {IL1Queue, Permit} from "../src/interfaces/IL1Queue.sol";
import {Entry} from "../src/libraries/Entry.sol";
import {Exchange} from "../src/Exchange.sol";
import {Batch} from "../src/types/Batch.sol";
import {ExchangeTest} from "./support/ExchangeTest.sol";
import {KEY_X, KEY_Y} from "./support/Keys.sol";
import {TaxedToken} from "./support/TaxedToken.sol";

/// @notice Payments into the insurance fund: queued, counted and settled as deposits are.
contract InsureTest is ExchangeTest {
    function testFuzz_insure_movesTheTokensToTheVault(uint256 amount) public {
        amount = bound(amount, 1e6, 1e15);
        uint256 before = token.balanceOf(bob);
        vm.expectEmit(address(queue));
        emit IL1Queue.Insured(0, bob, amount);
        vm.prank(bob); // there need not be any account
        queue.insure(amount);
        assertEq(before - token.balanceOf(bob), amount);
        assertEq(token.balanceOf(address(exchange)), amount);
        assertEq(token.balanceOf(address(queue)), 0);
        assertEq(queue.totalDeposited(), amount);
        assertEq(queue.count(), 1);
        assertEq(queue.accounts(), 0);
        assertEq(queue.timeOf(0), START);
    }

    function testFuzz_insure_extendsTheDocumentedChain(uint256 amount) public {
        amount = bound(amount, 1e6, 1e14);
        vm.startPrank(alice);
        queue.registerAndDeposit(KEY_X, KEY_Y, 5e6);
        queue.insure(amount);
        bytes32 head = keccak256(
            abi.encodePacked(queue.heads(2), uint256(3 | (amount << 40)), uint256(0), uint256(0), uint256(0))
        );
        assertEq(queue.heads(3), head);
        queue.insure(amount); // the same again is another entry
        assertNotEq(queue.heads(4), head);
        assertEq(queue.count(), 4);
    }

    function testFuzz_insureWord_readsAsOneThingOnly(uint256 amount, uint256 account, uint256 deposited) public pure {
        amount = bound(amount, 0, (1 << 62) - 1);
        uint256 word = Entry.insureWord(amount);
        assertEq(word & 0xff, 3);
        assertEq((word >> 8) & type(uint32).max, 0);
        assertEq(Entry.amountOf(word), amount);
        assertEq(word >> 102, 0);
        account = bound(account, 0, type(uint32).max);
        deposited = bound(deposited, 0, (1 << 62) - 1);
        assertNotEq(word, Entry.depositWord(account, deposited));
        assertNotEq(word, Entry.registerWord(account));
    }

    function test_insure_refusesAmountsOutOfRange() public {
        uint256[4] memory amounts = [uint256(0), 1e6 - 1, 1 << 62, type(uint256).max];
        vm.startPrank(alice);
        for (uint256 i; i < 4; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IL1Queue.AmountOutOfRange.selector, amounts[i]));
            queue.insure(amounts[i]);
        }
    }

    function test_insure_sharesTheVaultCapWithDeposits() public {
        depositAndSettle(9e14);
        vm.startPrank(bob);
        vm.expectRevert(IL1Queue.VaultCapExceeded.selector);
        queue.insure(1e14 + 1);
        queue.insure(1e14);
        vm.expectRevert(IL1Queue.VaultCapExceeded.selector);
        queue.insure(1e6);
        vm.expectRevert(IL1Queue.VaultCapExceeded.selector);
        queue.deposit(1, 1e6);
        assertEq(queue.totalDeposited(), 1e15);
    }

    function test_insure_failsWholeWithoutAllowance() public {
        vm.prank(makeAddr("poor"));
        vm.expectRevert();
        queue.insure(1e6);
        assertEq(queue.count(), 0);
        assertEq(queue.heads(1), 0);
        assertEq(queue.totalDeposited(), 0);
    }

    function test_insure_countsAgainstTheBlockCap() public {
        vm.startPrank(alice);
        for (uint256 i; i < 20; ++i) {
            queue.insure(1e6);
        }
        vm.expectRevert(IL1Queue.BlockFull.selector);
        queue.insure(1e6);
        vm.roll(block.number + 1);
        queue.insure(1e6);
        assertEq(queue.count(), 21);
    }

    function test_insure_costsOneEntryFee() public {
        ExchangeConfiguration memory paid = configuration();
        paid.queue.entryFee = 1 gwei;
        IL1Queue costly = new Exchange(paid).queue();
        vm.deal(alice, 1 ether);
        vm.startPrank(alice);
        token.approve(address(costly), type(uint256).max);
        uint256[2] memory wrong = [uint256(0), 2 gwei];
        for (uint256 i; i < 2; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IL1Queue.WrongFee.selector, 1 gwei));
            costly.insure{value: wrong[i]}(1e6);
        }
        costly.insure{value: 1 gwei}(1e6);
        assertEq(address(costly).balance, 1 gwei);
    }

    function test_insure_refusesATokenThatKeepsAPart() public {
        TaxedToken taxed = new TaxedToken();
        ExchangeConfiguration memory other = configuration();
        other.token = address(taxed);
        IL1Queue unlucky = new Exchange(other).queue();
        taxed.mint(alice, 10e6);
        vm.startPrank(alice);
        taxed.approve(address(unlucky), 10e6);
        vm.expectRevert(IL1Queue.TokenMisbehaved.selector);
        unlucky.insure(10e6);
    }

    function test_insureWithPermit_needsNoApprovalAndSurvivesAFrontRunner() public {
        address carol = vm.addr(7);
        token.mint(carol, 10e6);
        Permit memory permit = permitOf(7, 6e6);
        vm.prank(makeAddr("thief"));
        vm.expectRevert();
        queue.insureWithPermit(6e6, permit);
        vm.prank(carol);
        queue.insureWithPermit(6e6, permit);
        permit = permitOf(7, 4e6);
        token.permit(carol, address(queue), 4e6, permit.deadline, permit.v, permit.r, permit.s);
        vm.prank(carol);
        queue.insureWithPermit(4e6, permit);
        assertEq(token.balanceOf(address(exchange)), 10e6);
        assertEq(queue.totalDeposited(), 10e6);
    }

    function test_settle_countsAPaymentAsMoneyInside() public {
        depositAndSettle(5e6);
        vm.prank(bob);
        queue.insure(3e6);
        uint256[] memory data = nextData();
        putWithdrawal(data, 0, alice, 5e6 + 1); // nothing of it is there before its entry is consumed
        expectRefusal(data, abi.encodeWithSelector(IExchange.VaultShortfall.selector));
        putInsure(data, 0, 3e6);
        putWithdrawal(data, 0, alice, 8e6 + 1);
        expectRefusal(data, abi.encodeWithSelector(IExchange.VaultShortfall.selector));
        putWithdrawal(data, 0, alice, 8e6); // to whom it goes, the proof says: a liquidation may have needed all of it
        settle(data);
        (uint256 consumed, uint256 credited) = exchange.flows();
        assertEq(consumed, 8e6);
        assertEq(credited, 8e6);
        assertEq(token.balanceOf(address(exchange)), withdrawals.totalOwed());
    }

    function test_settle_refusesAnotherEntryInItsPlace() public {
        depositAndSettle(5e6);
        vm.prank(bob);
        queue.insure(3e6);
        uint256[4] memory words = [
            Entry.depositWord(1, 3e6),
            Entry.insureWord(3e6 + 1),
            Entry.insureWord(3e6) | (1 << 8),
            Entry.depositWord(0, 3e6)
        ];
        for (uint256 i; i < 4; ++i) {
            uint256[] memory data = nextData();
            putEntry(data, 0, words[i], 0, 0, 0);
            expectRefusal(data, abi.encodeWithSelector(IExchange.EntriesMismatch.selector));
        }
        uint256[] memory owned = nextData();
        putEntry(owned, 0, Entry.insureWord(3e6), uint160(bob), 0, 0);
        expectRefusal(owned, abi.encodeWithSelector(IExchange.EntriesMismatch.selector));
    }

    function test_settle_strangersMayConsumeAPayment() public {
        vm.prank(bob);
        queue.insure(3e6);
        vm.warp(START + IDLE + 1);
        uint256[] memory data = nextData();
        putInsure(data, 0, 3e6);
        data[sections.house] = 3e6 << 64;
        Batch[] memory batches = one(prove(data));
        vm.prank(stranger);
        exchange.settle(batches);
        assertEq(exchange.progress().queueCursor, 1);
    }
}
