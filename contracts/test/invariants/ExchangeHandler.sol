// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {MockStablecoin} from "../../src/development/MockStablecoin.sol";
import {Exchange} from "../../src/Exchange.sol";
import {IL1Queue} from "../../src/interfaces/IL1Queue.sol";
import {IWithdrawals} from "../../src/interfaces/IWithdrawals.sol";
import {Entry} from "../../src/libraries/Entry.sol";
import {Sections} from "../../src/libraries/SectionLayout.sol";
import {ENTRY_WORDS} from "../../src/generated/Constants.sol";
import {Batch} from "../../src/types/Batch.sol";
import {BatchBuilder} from "../support/BatchBuilder.sol";
import {KEY_X, KEY_Y} from "../support/Keys.sol";

/// @notice Users, a sequencer that can prove anything, and a forger, doing things in any order. Keeps its own books.
contract ExchangeHandler is Test {
    struct QueuedEntry {
        uint256[4] words;
        uint256 amount;
    }

    Exchange private immutable exchange;
    IL1Queue private immutable queue;
    IWithdrawals private immutable withdrawals;
    MockStablecoin private immutable token;
    address private immutable sequencer;
    bytes32 private immutable verifierId;
    Sections private sections;
    address[3] public users = [address(0xa1), address(0xb2), address(0xc3)];

    QueuedEntry[] private entries;

    // The handler's books.
    uint256 public deposited;
    uint256 public insured;
    uint256 public donated;
    uint256 public consumed;
    uint256 public entriesConsumed;
    uint256 public credited;
    uint256 public paid;
    uint256 public batches;
    uint256 public expectedRoot;
    uint256 public forgeriesAccepted;
    mapping(address user => uint256) public creditedTo;
    mapping(address user => uint256) public paidTo;
    mapping(address user => uint256) public spentBy;

    constructor(Exchange exchange_, MockStablecoin token_, bytes32 verifierId_, Sections memory sections_) {
        exchange = exchange_;
        queue = exchange_.queue();
        withdrawals = exchange_.withdrawals();
        token = token_;
        sequencer = exchange_.sequencer();
        verifierId = verifierId_;
        sections = sections_;
        expectedRoot = exchange_.stateRoot();
        for (uint256 i; i < users.length; ++i) {
            vm.prank(users[i]);
            token_.approve(address(queue), type(uint256).max);
        }
    }

    function register(uint256 who, uint256 amount) external {
        vm.roll(block.number + 1);
        if (queue.accounts() + 1 >= queue.accountLimit()) return;
        address user = users[who % 3];
        amount = bound(amount, 1e6, 1e12);
        token.mint(user, amount);
        vm.prank(user);
        uint256 account = queue.registerAndDeposit(KEY_X, KEY_Y, amount);
        entries.push(QueuedEntry([Entry.registerWord(account), uint160(user), KEY_X, KEY_Y], 0));
        entries.push(QueuedEntry([Entry.depositWord(account, amount), 0, 0, 0], amount));
        deposited += amount;
        spentBy[user] += amount;
    }

    function deposit(uint256 who, uint256 account, uint256 amount) external {
        vm.roll(block.number + 1);
        if (queue.accounts() == 0) return;
        address user = users[who % 3];
        account = bound(account, 1, queue.accounts());
        amount = bound(amount, 1e6, 1e12);
        token.mint(user, amount);
        vm.prank(user);
        queue.deposit(account, amount);
        entries.push(QueuedEntry([Entry.depositWord(account, amount), 0, 0, 0], amount));
        deposited += amount;
        spentBy[user] += amount;
    }

    function insure(uint256 who, uint256 amount) external {
        vm.roll(block.number + 1);
        address user = users[who % 3];
        amount = bound(amount, 1e6, 1e12);
        token.mint(user, amount);
        vm.prank(user);
        queue.insure(amount);
        entries.push(QueuedEntry([Entry.insureWord(amount), 0, 0, 0], amount));
        insured += amount;
        spentBy[user] += amount;
    }

    function donate(uint256 amount) external {
        amount = bound(amount, 1, 1e12);
        token.mint(address(exchange), amount);
        donated += amount;
    }

    /// @dev One to three valid batches in one call, with as many entries and as much money out as the books allow.
    function settle(uint256 seed, uint256 count, uint256 takes, uint256 out) external {
        count = bound(count, 1, 3);
        Batch[] memory proved = new Batch[](count);
        uint256 root = exchange.stateRoot();
        for (uint256 i; i < count; ++i) {
            uint256[] memory data = header(batches + i, root, seed);
            takeEntries(data, takes >> (8 * i));
            payOut(data, out >> (64 * i), (seed >> 8) + i);
            root = data[1];
            proved[i] = BatchBuilder.build(verifierId, data);
        }
        vm.prank(sequencer);
        exchange.settle(proved);
        batches += count;
        expectedRoot = root;
    }

    /// @dev A valid batch changed after it was proved, or with somebody else's proof.
    function forge(uint256 seed, uint256 what) external {
        uint256[] memory data = header(batches, exchange.stateRoot(), seed);
        Batch[] memory one = new Batch[](1);
        one[0] = BatchBuilder.build(verifierId, data);
        what = what % 6;
        if (what == 0) one[0].words[1] ^= 1; // new root
        if (what == 1) one[0].words[4] ^= 1; // journal head
        if (what == 2) one[0].commitment ^= 1;
        if (what == 3) one[0].proof[0] ^= 1;
        if (what == 4) one[0].proof[6] ^= 1;
        if (what == 5) {
            data[sections.withdrawals] = uint160(users[0]) | (1 << 160);
            uint256[8] memory proof = one[0].proof;
            one[0] = BatchBuilder.unproved(verifierId, data);
            one[0].proof = proof;
        }
        vm.prank(sequencer);
        try exchange.settle{gas: 5_000_000}(one) {
            ++forgeriesAccepted;
        } catch {}
    }

    function claim(uint256 who) external {
        address user = users[who % 3];
        if (withdrawals.claimable(user) == 0) return;
        uint256 amount = withdrawals.claim(user);
        paid += amount;
        paidTo[user] += amount;
    }

    function wait(uint256 time) external {
        vm.warp(block.timestamp + bound(time, 1, 2 days));
    }

    function header(uint256 number, uint256 root, uint256 seed) private view returns (uint256[] memory data) {
        data = new uint256[](sections.end);
        data[0] = root;
        data[1] = uint256(keccak256(abi.encode(seed, number))) >> 8;
        data[2] = exchange.domain();
        data[3] = exchange.oracleSetHash();
        data[4] = uint256(keccak256(abi.encode(number))) >> 8;
        data[5] = (number + 1) | (block.timestamp << 40);
        for (uint256 place = sections.epochs; place < sections.entries; ++place) {
            data[place] = block.timestamp | (block.timestamp << 40);
        }
    }

    function takeEntries(uint256[] memory data, uint256 takes) private {
        uint256 most = (sections.withdrawals - sections.entries) / ENTRY_WORDS;
        uint256 waiting = entries.length - entriesConsumed;
        uint256 count = takes % ((waiting < most ? waiting : most) + 1);
        uint256 place = sections.entries;
        for (uint256 i; i < count; ++i) {
            QueuedEntry memory entry = entries[entriesConsumed++];
            for (uint256 j; j < 4; ++j) {
                data[place++] = entry.words[j];
            }
            consumed += entry.amount;
        }
    }

    function payOut(uint256[] memory data, uint256 out, uint256 who) private {
        uint256 most = consumed - credited;
        uint256 amount = most == 0 ? 0 : uint256(keccak256(abi.encode(out))) % (most + 1);
        if (amount == 0) return;
        address user = users[who % 3];
        data[sections.withdrawals + who % (sections.accounts - sections.withdrawals)] = uint160(user) | (amount << 160);
        credited += amount;
        creditedTo[user] += amount;
    }
}
