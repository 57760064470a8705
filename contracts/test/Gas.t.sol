// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {Series} from "../src/interfaces/IListings.sol";
import {Batch} from "../src/types/Batch.sol";
import {CircuitSize} from "../src/types/Verifier.sol";
import {ExchangeTest} from "./support/ExchangeTest.sol";
import {KEY_X, KEY_Y} from "./support/Keys.sol";

/// @notice Execution gas of every call, written to contracts/snapshots. What a transaction costs besides (21,000 and its
/// calldata) is measured on a chain by settlement.test.ts.
contract GasTest is ExchangeTest {
    function circuitSize() internal pure override returns (CircuitSize memory) {
        return CircuitSize({visits: 8, rows: 8, positions: 6, depth: 8, markets: 16, opened: 12, epochs: 2, entries: 4});
    }

    /// @dev A full dev batch: one deposit, one withdrawal, 8 visits with 12 positions, 8 slots, 12 markets.
    function fullBatch(uint256 number, uint256 root) private view returns (uint256[] memory data) {
        data = dataAfter(number, root);
        putDeposit(data, 0, 1, 2e6);
        putWithdrawal(data, 0, alice, 1e6);
        for (uint256 i; i < 8; ++i) {
            data[sections.accounts + i] = uint256(keccak256(abi.encode(i))) >> 124;
            data[sections.slots + i] = uint256(keccak256(abi.encode(i))) >> 132;
            for (uint256 j; j < 1 + i % 2; ++j) {
                data[sections.positions + 6 * i + j] = uint256(keccak256(abi.encode(i, j))) >> 150;
            }
        }
        for (uint256 i; i < 12; ++i) {
            data[sections.markets + i] = uint256(keccak256(abi.encode(i))) >> 10;
        }
        data[sections.house] = uint256(keccak256("house")) >> 136;
    }

    function fullBatches(uint256 count) private returns (Batch[] memory batches) {
        batches = new Batch[](count);
        uint256 number = exchange.progress().number;
        uint256 root = exchange.stateRoot();
        vm.roll(block.number + 1);
        for (uint256 i; i < count; ++i) {
            vm.prank(alice);
            queue.deposit(1, 2e6);
            uint256[] memory data = fullBatch(number + i, root);
            root = data[1];
            batches[i] = prove(data);
        }
    }

    function measureSettle(uint256 count, string memory name) private {
        depositAndSettle(5e6);
        Batch[] memory first = fullBatches(1);
        vm.prank(sequencer);
        exchange.settle(first);
        Batch[] memory batches = fullBatches(count);
        vm.prank(sequencer);
        exchange.settle(batches);
        vm.snapshotGasLastCall("settle", name);
        assertEq(exchange.progress().number, 2 + count);
    }

    function test_gas_settleOneDevBatch() public {
        measureSettle(1, "1 dev batch");
    }

    function test_gas_settleFourDevBatches() public {
        measureSettle(4, "4 dev batches");
    }

    function test_gas_settleSixteenDevBatches() public {
        measureSettle(16, "16 dev batches");
    }

    function test_gas_waysInAndOut() public {
        depositAndSettle(10e6);
        vm.prank(bob);
        queue.register(KEY_X, KEY_Y);
        vm.snapshotGasLastCall("users", "register");
        vm.prank(bob);
        queue.registerAndDeposit(KEY_X, KEY_Y, 5e6);
        vm.snapshotGasLastCall("users", "registerAndDeposit");
        vm.prank(bob);
        queue.deposit(2, 5e6);
        vm.snapshotGasLastCall("users", "deposit");
        uint256[] memory data = nextData();
        putWithdrawal(data, 0, alice, 1e6);
        settle(data);
        withdrawals.claim(alice);
        vm.snapshotGasLastCall("users", "claim");
    }

    function test_gas_insure() public {
        depositAndSettle(10e6);
        vm.prank(bob);
        queue.insure(5e6);
        vm.snapshotGasLastCall("users", "insure");
    }

    function test_gas_list() public {
        Series[] memory series = new Series[](8);
        for (uint256 i; i < 8; ++i) {
            series[i] = Series({underlying: 1, kind: 3, strike: 9e6 + 1e5 * i, expiryHour: START / 3600 + 24});
        }
        vm.startPrank(lister);
        listings.list(Series({underlying: 1, kind: 2, strike: 0, expiryHour: START / 3600 + 24}));
        vm.snapshotGasLastCall("users", "list");
        listings.listMany(series);
        vm.snapshotGasLastCall("users", "listMany of 8");
    }
}
