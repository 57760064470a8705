// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {ExchangeConfiguration} from "../src/interfaces/IExchange.sol";
import {IL1Queue, Permit} from "../src/interfaces/IL1Queue.sol";
import {SCALAR_FIELD} from "../src/libraries/Bn254.sol";
import {Exchange} from "../src/Exchange.sol";
import {ExchangeTest} from "./support/ExchangeTest.sol";
import {KEY_X, KEY_Y} from "./support/Keys.sol";
import {TaxedToken} from "./support/TaxedToken.sol";

contract L1QueueTest is ExchangeTest {
    function test_register_givesOutIdsFromOne() public {
        vm.expectEmit(address(queue));
        emit IL1Queue.AccountRegistered(0, 1, alice, KEY_X, KEY_Y);
        vm.prank(alice);
        assertEq(queue.register(KEY_X, KEY_Y), 1);
        vm.prank(bob);
        assertEq(queue.register(KEY_X, KEY_Y), 2);
        assertEq(queue.accounts(), 2);
        assertEq(queue.count(), 2);
    }

    function test_heads_areTheDocumentedChain() public {
        vm.prank(alice);
        queue.registerAndDeposit(KEY_X, KEY_Y, 5e6);
        bytes32 head1 =
            keccak256(abi.encodePacked(bytes32(0), uint256(1 | (1 << 8)), uint256(uint160(alice)), KEY_X, KEY_Y));
        bytes32 head2 =
            keccak256(abi.encodePacked(head1, uint256(2 | (1 << 8) | (5e6 << 40)), uint256(0), uint256(0), uint256(0)));
        assertEq(queue.heads(0), 0);
        assertEq(queue.heads(1), head1);
        assertEq(queue.heads(2), head2);
        assertEq(queue.heads(3), 0);
    }

    function test_timeOf_keepsEveryEntrysTime() public {
        for (uint256 i; i < 14; ++i) {
            vm.warp(START + i * i);
            vm.prank(alice);
            queue.register(KEY_X, KEY_Y);
        }
        for (uint256 i; i < 14; ++i) {
            assertEq(queue.timeOf(i), START + i * i);
        }
        assertEq(queue.timeOf(14), 0);
    }

    function testFuzz_register_refusesUnusableKeys(uint256 x, uint256 y) public {
        vm.assume(x != KEY_X || y != KEY_Y); // a random pair is practically never on the curve
        vm.expectRevert(IL1Queue.KeyRefused.selector);
        queue.register(x, y);
    }

    function test_register_refusesSpecialKeys() public {
        uint256[2][5] memory keys = [
            [uint256(0), 0],
            [uint256(0), 1],
            [uint256(0), SCALAR_FIELD - 1],
            [KEY_X + SCALAR_FIELD, KEY_Y],
            [KEY_X, KEY_Y + SCALAR_FIELD]
        ];
        for (uint256 i; i < keys.length; ++i) {
            vm.expectRevert(IL1Queue.KeyRefused.selector);
            queue.register(keys[i][0], keys[i][1]);
        }
    }

    function test_register_refusesWhenAccountsAreExhausted() public {
        ExchangeConfiguration memory small = configuration();
        small.accountLimit = 4;
        IL1Queue three = new Exchange(small).queue();
        for (uint256 i = 1; i < 4; ++i) {
            assertEq(three.register(KEY_X, KEY_Y), i);
        }
        vm.expectRevert(IL1Queue.AccountsExhausted.selector);
        three.register(KEY_X, KEY_Y);
    }

    function testFuzz_deposit_movesTheTokensToTheVault(uint256 amount) public {
        amount = bound(amount, 1e6, 1e15);
        vm.prank(alice);
        uint256 account = queue.register(KEY_X, KEY_Y);
        uint256 before = token.balanceOf(bob);
        vm.expectEmit(address(queue));
        emit IL1Queue.Deposited(1, account, bob, amount);
        vm.prank(bob); // anyone may deposit for anyone
        queue.deposit(account, amount);
        assertEq(before - token.balanceOf(bob), amount);
        assertEq(token.balanceOf(address(exchange)), amount);
        assertEq(token.balanceOf(address(queue)), 0);
        assertEq(queue.totalDeposited(), amount);
    }

    function testFuzz_deposit_refusesUnknownAccounts(uint256 account) public {
        vm.startPrank(alice);
        queue.register(KEY_X, KEY_Y);
        vm.assume(account != 1);
        vm.expectRevert(abi.encodeWithSelector(IL1Queue.UnknownAccount.selector, account));
        queue.deposit(account, 1e6);
    }

    function test_deposit_refusesAmountsOutOfRange() public {
        vm.startPrank(alice);
        queue.register(KEY_X, KEY_Y);
        uint256[4] memory amounts = [uint256(0), 1e6 - 1, 1 << 62, type(uint256).max];
        for (uint256 i; i < 4; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IL1Queue.AmountOutOfRange.selector, amounts[i]));
            queue.deposit(1, amounts[i]);
        }
    }

    function test_deposit_refusesAboveTheVaultCapUntilMoneyLeaves() public {
        depositAndSettle(1e15);
        token.mint(alice, 1e15);
        vm.startPrank(alice);
        vm.expectRevert(IL1Queue.VaultCapExceeded.selector);
        queue.deposit(1, 1e6);
        vm.stopPrank();
        uint256[] memory data = nextData();
        putWithdrawal(data, 0, alice, 1e6);
        settle(data);
        vm.prank(alice);
        vm.expectRevert(IL1Queue.VaultCapExceeded.selector);
        queue.deposit(1, 1e6);
        withdrawals.claim(alice);
        vm.prank(alice);
        queue.deposit(1, 1e6);
    }

    function test_deposit_ignoresTokensSentToTheVaultByHand() public {
        vm.startPrank(alice);
        queue.register(KEY_X, KEY_Y);
        token.transfer(address(exchange), 1e14);
        queue.deposit(1, 9e14);
        assertEq(queue.totalDeposited(), 9e14);
    }

    function test_deposit_failsWholeWithoutAllowance() public {
        vm.prank(alice);
        queue.register(KEY_X, KEY_Y);
        address poor = makeAddr("poor");
        vm.prank(poor);
        vm.expectRevert();
        queue.deposit(1, 1e6);
        assertEq(queue.count(), 1);
        assertEq(queue.totalDeposited(), 0);
    }

    function test_withPermit_registersAndDepositsWithoutApproval() public {
        address carol = vm.addr(7);
        token.mint(carol, 10e6);
        Permit memory permit = permitOf(7, 6e6);
        vm.prank(carol);
        assertEq(queue.registerAndDepositWithPermit(KEY_X, KEY_Y, 6e6, permit), 1);
        permit = permitOf(7, 4e6);
        vm.prank(carol);
        queue.depositWithPermit(1, 4e6, permit);
        assertEq(token.balanceOf(address(exchange)), 10e6);
    }

    function test_withPermit_survivesAFrontRunner() public {
        address carol = vm.addr(7);
        token.mint(carol, 6e6);
        Permit memory permit = permitOf(7, 6e6);
        token.permit(carol, address(queue), 6e6, permit.deadline, permit.v, permit.r, permit.s);
        vm.prank(carol);
        queue.registerAndDepositWithPermit(KEY_X, KEY_Y, 6e6, permit);
        assertEq(token.balanceOf(address(exchange)), 6e6);
    }

    function test_withPermit_refusesAnotherOnesPermit() public {
        address carol = vm.addr(7);
        token.mint(carol, 6e6);
        Permit memory permit = permitOf(7, 6e6);
        vm.prank(makeAddr("thief"));
        vm.expectRevert();
        queue.registerAndDepositWithPermit(KEY_X, KEY_Y, 6e6, permit);
    }

    function test_blockCap_refusesMoreEntriesUntilTheNextBlock() public {
        for (uint256 i; i < 19; ++i) {
            queue.register(KEY_X, KEY_Y);
        }
        vm.prank(alice);
        vm.expectRevert(IL1Queue.BlockFull.selector);
        queue.registerAndDeposit(KEY_X, KEY_Y, 1e6);
        queue.register(KEY_X, KEY_Y);
        vm.expectRevert(IL1Queue.BlockFull.selector);
        queue.register(KEY_X, KEY_Y);
        vm.roll(block.number + 1);
        queue.register(KEY_X, KEY_Y);
        assertEq(queue.count(), 21);
    }

    function test_fee_isExactForEachEntryAndCollected() public {
        ExchangeConfiguration memory paid = configuration();
        paid.queue.entryFee = 1 gwei;
        paid.queue.feeRecipient = makeAddr("fees");
        IL1Queue costly = new Exchange(paid).queue();
        vm.deal(alice, 1 ether);
        vm.startPrank(alice);
        token.approve(address(costly), type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(IL1Queue.WrongFee.selector, 1 gwei));
        costly.register(KEY_X, KEY_Y);
        vm.expectRevert(abi.encodeWithSelector(IL1Queue.WrongFee.selector, 2 gwei));
        costly.registerAndDeposit{value: 1 gwei}(KEY_X, KEY_Y, 1e6);
        costly.registerAndDeposit{value: 2 gwei}(KEY_X, KEY_Y, 1e6);
        costly.deposit{value: 1 gwei}(1, 1e6);
        costly.collectFees();
        assertEq(paid.queue.feeRecipient.balance, 3 gwei);
        vm.expectRevert(abi.encodeWithSelector(IL1Queue.WrongFee.selector, 0));
        queue.register{value: 1}(KEY_X, KEY_Y);
    }

    function test_constructor_refusesLimits() public {
        for (uint256 i; i < 6; ++i) {
            ExchangeConfiguration memory bad = configuration();
            if (i == 0) bad.queue.vaultCap = 1 << 62;
            if (i == 1) bad.queue.minimumDeposit = 0;
            if (i == 2) bad.queue.entriesPerBlock = 1;
            if (i == 3) bad.queue.entriesPerBlock = uint256(type(uint32).max) + 1;
            if (i == 4) bad.accountLimit = 1;
            if (i == 5) bad.accountLimit = (1 << 32) + 1;
            vm.expectRevert(IL1Queue.LimitsRefused.selector);
            new Exchange(bad);
        }
    }

    function test_deposit_refusesATokenThatKeepsAPart() public {
        TaxedToken taxed = new TaxedToken();
        ExchangeConfiguration memory other = configuration();
        other.token = address(taxed);
        IL1Queue unlucky = new Exchange(other).queue();
        taxed.mint(alice, 10e6);
        vm.startPrank(alice);
        taxed.approve(address(unlucky), 10e6);
        vm.expectRevert(IL1Queue.TokenMisbehaved.selector);
        unlucky.registerAndDeposit(KEY_X, KEY_Y, 10e6);
    }
}
