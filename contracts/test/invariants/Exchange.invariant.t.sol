// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {ExchangeTest} from "../support/ExchangeTest.sol";
import {ExchangeHandler} from "./ExchangeHandler.sol";

/// @notice What must hold whatever users, sequencer and forgers do, against the handler's own books.
contract ExchangeInvariantTest is ExchangeTest {
    ExchangeHandler private handler;

    function setUp() public override {
        super.setUp();
        handler = new ExchangeHandler(exchange, token, verifierId, sections);
        targetContract(address(handler));
    }

    /// @custom:invariant The vault holds exactly what came in less what was paid out, and at least all it owes.
    function invariant_vaultCoversAllItOwes() public view {
        uint256 vault = token.balanceOf(address(exchange));
        uint256 paidIn = handler.deposited() + handler.insured();
        assertEq(vault, paidIn + handler.donated() - handler.paid());
        assertEq(queue.totalDeposited(), paidIn);
        // Owed: credits not yet paid, balances inside the exchange (the insurance fund is one), entries not yet consumed.
        uint256 inside = handler.consumed() - handler.credited();
        uint256 waiting = paidIn - handler.consumed();
        assertGe(vault, withdrawals.totalOwed() + inside + waiting);
    }

    /// @custom:invariant The root moves only by a proved batch.
    function invariant_rootMovesOnlyByProof() public view {
        assertEq(exchange.stateRoot(), handler.expectedRoot());
        assertEq(exchange.progress().number, handler.batches());
        assertEq(handler.forgeriesAccepted(), 0);
    }

    /// @custom:invariant Entries are consumed once, in order, and never more than there are.
    function invariant_entriesAreConsumedOnceInOrder() public view {
        assertEq(exchange.progress().queueCursor, handler.entriesConsumed());
        assertLe(handler.entriesConsumed(), queue.count());
        (uint256 consumed, uint256 credited) = exchange.flows();
        assertEq(consumed, handler.consumed());
        assertEq(credited, handler.credited());
        assertLe(credited, consumed);
    }

    /// @custom:invariant Every owner gets what was credited, once: paid + owed = credited.
    function invariant_nothingIsPaidTwice() public view {
        uint256 owed;
        for (uint256 i; i < 3; ++i) {
            address user = handler.users(i);
            assertEq(handler.paidTo(user) + withdrawals.owed(user), handler.creditedTo(user));
            assertEq(token.balanceOf(user), handler.paidTo(user));
            owed += withdrawals.owed(user);
        }
        assertEq(withdrawals.totalOwed(), owed);
        assertEq(withdrawals.totalPaid(), handler.paid());
    }

    /// @custom:invariant No contract but the vault ever holds tokens.
    function invariant_onlyTheVaultHoldsTokens() public view {
        assertEq(token.balanceOf(address(queue)), 0);
        assertEq(token.balanceOf(address(withdrawals)), 0);
        assertEq(token.balanceOf(address(registry)), 0);
    }
}
