// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {ExchangeConfiguration} from "../src/interfaces/IExchange.sol";
import {IWithdrawals} from "../src/interfaces/IWithdrawals.sol";
import {Exchange} from "../src/Exchange.sol";
import {ExchangeTest} from "./support/ExchangeTest.sol";

/// @dev The fixture allows 1e12 or a quarter of the vault a day, whichever is more, and delays by 7 days at most.
contract WithdrawalsTest is ExchangeTest {
    uint256 private constant FLOOR = 1e12;

    function creditAlice(uint256 amount) private {
        uint256[] memory data = nextData();
        putWithdrawal(data, 0, alice, amount);
        settle(data);
    }

    function test_credit_onlyForTheExchange() public {
        vm.expectRevert(IWithdrawals.NotExchange.selector);
        withdrawals.credit(1, new uint256[](1));
    }

    function test_credit_addsUpPerOwner() public {
        depositAndSettle(10e6);
        uint256[] memory data = nextData();
        putWithdrawal(data, 0, alice, 1e6);
        putWithdrawal(data, 2, bob, 2e6);
        putWithdrawal(data, 3, alice, 4e6);
        vm.expectEmit(address(withdrawals));
        emit IWithdrawals.WithdrawalCredited(2, alice, 1e6);
        vm.expectEmit(address(withdrawals));
        emit IWithdrawals.WithdrawalCredited(2, bob, 2e6);
        vm.expectEmit(address(withdrawals));
        emit IWithdrawals.WithdrawalCredited(2, alice, 4e6);
        settle(data);
        assertEq(withdrawals.owed(alice), 5e6);
        assertEq(withdrawals.owed(bob), 2e6);
        assertEq(withdrawals.totalOwed(), 7e6);
    }

    function test_claim_paysTheOwnerWhoeverAsks() public {
        depositAndSettle(10e6);
        creditAlice(4e6);
        uint256 before = token.balanceOf(alice);
        vm.expectEmit(address(withdrawals));
        emit IWithdrawals.WithdrawalClaimed(alice, 4e6);
        vm.prank(stranger);
        assertEq(withdrawals.claim(alice), 4e6);
        assertEq(token.balanceOf(alice) - before, 4e6);
        assertEq(withdrawals.totalOwed(), 0);
        assertEq(withdrawals.totalPaid(), 4e6);
        assertEq(withdrawals.paidFrom(alice), 0);
    }

    function test_claim_refusesTwice() public {
        depositAndSettle(10e6);
        creditAlice(4e6);
        withdrawals.claim(alice);
        vm.expectRevert(abi.encodeWithSelector(IWithdrawals.NothingOwed.selector, alice));
        withdrawals.claim(alice);
    }

    function testFuzz_claim_refusesThoseWithoutCredit(address owner) public {
        vm.expectRevert(abi.encodeWithSelector(IWithdrawals.NothingOwed.selector, owner));
        withdrawals.claim(owner);
    }

    function test_limiter_paysThePartThatMayLeave() public {
        depositAndSettle(2e12);
        creditAlice(15e11);
        assertEq(withdrawals.claimable(alice), FLOOR);
        assertEq(withdrawals.claim(alice), FLOOR);
        assertEq(withdrawals.owed(alice), 5e11);
        assertEq(withdrawals.allowance(), 0);
        vm.expectRevert(abi.encodeWithSelector(IWithdrawals.OutflowDelayed.selector, START + 7 days));
        withdrawals.claim(alice);
        vm.warp(START + 6 hours); // a quarter of the day: a quarter of the floor
        assertEq(withdrawals.claim(alice), FLOOR / 4);
        vm.warp(START + 12 hours);
        assertEq(withdrawals.claim(alice), FLOOR / 4);
        assertEq(withdrawals.owed(alice), 0);
    }

    function test_limiter_growsWithTheVault() public {
        depositAndSettle(1e14);
        assertEq(withdrawals.allowance(), 25e12);
    }

    function test_limiter_neverDelaysLongerThanPromised() public {
        depositAndSettle(1e13);
        creditAlice(9e12);
        withdrawals.claim(alice);
        uint256 rest = withdrawals.owed(alice);
        assertGt(rest, 0);
        vm.warp(START + 7 days);
        assertEq(withdrawals.claim(alice), rest);
        assertEq(withdrawals.owed(alice), 0);
    }

    function test_limiter_anOverdueClaimUsesUpTheAllowanceOfOthers() public {
        depositAndSettle(1e13);
        creditAlice(9e12);
        vm.warp(START + 7 days);
        uint256[] memory data = nextData();
        putWithdrawal(data, 0, bob, 1e9);
        settle(data);
        assertEq(withdrawals.claim(alice), 9e12);
        assertEq(withdrawals.allowance(), 0);
        vm.expectRevert(abi.encodeWithSelector(IWithdrawals.OutflowDelayed.selector, START + 14 days));
        withdrawals.claim(bob);
    }

    /// @dev However claims are cut and timed, what leaves within a window stays within the capacity of its start plus one
    /// refill, as long as no credit is old enough to be paid for its age.
    function testFuzz_limiter_boundsTheOutflowOfAWindow(uint256 seed) public {
        depositAndSettle(2e12);
        creditAlice(2e12);
        uint256 paid;
        uint256 time = START;
        for (uint256 i; i < 12; ++i) {
            time += uint256(keccak256(abi.encode(seed, i))) % 2 hours;
            vm.warp(time);
            if (withdrawals.claimable(alice) != 0) paid += withdrawals.claim(alice);
        }
        assertLe(paid, 2 * FLOOR);
        assertLe(paid, FLOOR + FLOOR * (time - START) / 1 days);
    }

    function test_constructor_refusesLimits() public {
        for (uint256 i; i < 4; ++i) {
            ExchangeConfiguration memory bad = configuration();
            if (i == 0) bad.outflow.vaultShare = 10_001;
            if (i == 1) bad.outflow.windowSeconds = 0;
            if (i == 2) bad.outflow.longestDelaySeconds = 30 days + 1;
            if (i == 3) bad.outflow.floorAmount = 1 << 96;
            vm.expectRevert(IWithdrawals.LimitsRefused.selector);
            new Exchange(bad);
        }
    }
}
