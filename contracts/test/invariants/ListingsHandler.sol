// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {Vm} from "forge-std/Vm.sol";
import {MockStablecoin} from "../../src/development/MockStablecoin.sol";
import {IL1Queue} from "../../src/interfaces/IL1Queue.sol";
import {IListings, InstrumentClass, ListingTemplate, Series} from "../../src/interfaces/IListings.sol";
import {ListingTemplates} from "../support/ListingTemplates.sol";

/// @notice A lister that tries everything, intruders, depositors between them, and a governance that changes templates.
/// Keeps the words that the queue announced, and a hash chain of its own over all entries.
contract ListingsHandler is Test {
    IListings private immutable listings;
    IL1Queue private immutable queue;
    MockStablecoin private immutable token;
    address private immutable governance;

    uint256[] private words;
    bytes32 public expectedHead;
    uint256 public entries;
    uint256 public intrusions;

    constructor(IListings listings_, IL1Queue queue_, MockStablecoin token_) {
        listings = listings_;
        queue = queue_;
        token = token_;
        governance = listings_.governance();
        token_.approve(address(queue_), type(uint256).max);
    }

    function announced() external view returns (uint256[] memory) {
        return words;
    }

    /// @dev A series near the bounds of what may be listed, on either side.
    function list(uint256 underlying, uint256 kind, uint256 strike, uint256 day) external {
        vm.roll(block.number + 1);
        vm.recordLogs();
        vm.prank(listings.lister());
        try listings.list(seriesOf(underlying, kind, strike, day)) {
            book(1);
        } catch {}
    }

    function listMany(uint256 seed, uint256 count) external {
        vm.roll(block.number + 1);
        count = bound(count, 0, 4);
        Series[] memory series = new Series[](count);
        for (uint256 i; i < count; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            series[i] =
                seriesOf(1 + random % 2, 3 + (random >> 8) % 2, 1 + (random >> 16) % 1e9, 1 + (random >> 64) % 300);
        }
        vm.recordLogs();
        vm.prank(listings.lister());
        try listings.listMany(series) {
            book(count);
        } catch {}
    }

    function intrude(address caller, uint256 word) external {
        if (caller == listings.lister() || caller == address(listings)) return;
        vm.startPrank(caller);
        try listings.list(seriesOf(1, 3, 5e6, 10)) {
            ++intrusions;
        } catch {}
        try queue.appendListing(word) {
            ++intrusions;
        } catch {}
        try listings.setLister(caller) {
            ++intrusions;
        } catch {}
        vm.stopPrank();
    }

    function insure(uint256 amount) external {
        vm.roll(block.number + 1);
        amount = bound(amount, 1e6, 1e9);
        token.mint(address(this), amount);
        queue.insure(amount);
        extend(3 | (amount << 40), 0);
    }

    /// @dev Sometimes one that the contract refuses.
    function setTemplate(uint256 underlying, bool option, uint32 imRate, uint32 floorRate) external {
        ListingTemplate memory template = option ? ListingTemplates.option() : ListingTemplates.future();
        template.imRate = uint32(bound(imRate, 0, 1 << 20));
        if (option) template.floorRate = uint32(bound(floorRate, template.imRate / 2, template.imRate));
        InstrumentClass class = option ? InstrumentClass.Option : InstrumentClass.Future;
        bytes memory action = abi.encodeCall(IListings.setTemplate, (underlying % 4, class, template));
        vm.startPrank(governance);
        if (listings.readyAt(keccak256(action)) == 0) listings.schedule(action);
        vm.warp(block.timestamp + listings.delay());
        try listings.execute(action) {} catch {}
        vm.stopPrank();
    }

    function setLister(uint256 who) external {
        bytes memory action = abi.encodeCall(IListings.setLister, (address(uint160(0x100 + who % 3))));
        vm.startPrank(governance);
        if (listings.readyAt(keccak256(action)) == 0) listings.schedule(action);
        vm.warp(block.timestamp + listings.delay());
        listings.execute(action);
        vm.stopPrank();
    }

    function seriesOf(uint256 underlying, uint256 kind, uint256 strike, uint256 day)
        private
        view
        returns (Series memory)
    {
        kind = bound(kind, 1, 5);
        strike = kind == 2 && strike % 8 != 0 ? 0 : bound(strike, 0, 1 << 36);
        uint256 today = block.timestamp / 1 days * 24;
        uint256 hour = today + 24 * bound(day, 0, 402) + (day % 16 == 0 ? 7 : 8);
        return Series(bound(underlying, 0, 3), kind, strike, hour);
    }

    /// @dev Takes what the queue announced since the logs were recorded: exactly what was asked for.
    function book(uint256 count) private {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        uint256 found;
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] != IL1Queue.Listed.selector) continue;
            assertEq(logs[i].emitter, address(queue));
            uint256 word = abi.decode(logs[i].data, (uint256));
            assertEq(uint256(logs[i].topics[1]), entries);
            assertEq(uint256(logs[i].topics[2]), uint32(word));
            words.push(word);
            extend(4, word);
            ++found;
        }
        assertEq(found, count);
    }

    function extend(uint256 word0, uint256 word1) private {
        expectedHead = keccak256(abi.encodePacked(expectedHead, word0, word1, uint256(0), uint256(0)));
        ++entries;
    }
}
