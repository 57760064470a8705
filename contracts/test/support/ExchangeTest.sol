// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {MockStablecoin} from "../../src/development/MockStablecoin.sol";
import {Exchange} from "../../src/Exchange.sol";
import {ENTRY_WORDS, HEADER_WORDS} from "../../src/generated/Constants.sol";
import {ExchangeConfiguration} from "../../src/interfaces/IExchange.sol";
import {IL1Queue, Permit, QueueLimits} from "../../src/interfaces/IL1Queue.sol";
import {IListings} from "../../src/interfaces/IListings.sol";
import {IVerifierRegistry} from "../../src/interfaces/IVerifierRegistry.sol";
import {IWithdrawals, OutflowLimits} from "../../src/interfaces/IWithdrawals.sol";
import {Entry} from "../../src/libraries/Entry.sol";
import {SectionLayout, Sections} from "../../src/libraries/SectionLayout.sol";
import {Batch} from "../../src/types/Batch.sol";
import {CircuitSize, DataMode, VerifierDefinition} from "../../src/types/Verifier.sol";
import {VerifierRegistry} from "../../src/VerifierRegistry.sol";
import {BatchBuilder} from "./BatchBuilder.sol";
import {KEY_X, KEY_Y} from "./Keys.sol";
import {ListingTemplates} from "./ListingTemplates.sol";
import {TrapdoorProver} from "./TrapdoorProver.sol";

/// @notice A deployed exchange whose verifier's secret is known, with helpers to make valid next batches.
abstract contract ExchangeTest is Test {
    uint256 internal constant START = 1_800_000_000;
    uint256 internal constant GENESIS_ROOT = 0x6e5;
    uint256 internal constant ORACLE_SET = 0x0c1e;
    uint256 internal constant DEADLINE = 3 days;
    uint256 internal constant IDLE = 1 days;
    uint256 internal constant DELAY = 7 days;

    address internal governance = makeAddr("governance");
    address internal guardian = makeAddr("guardian");
    address internal sequencer = makeAddr("sequencer");
    address internal lister = makeAddr("lister");
    address internal alice = makeAddr("alice");
    address internal bob = makeAddr("bob");
    address internal stranger = makeAddr("stranger");

    MockStablecoin internal token;
    VerifierRegistry internal registry;
    Exchange internal exchange;
    IL1Queue internal queue;
    IListings internal listings;
    IWithdrawals internal withdrawals;

    bytes32 internal verifierId;
    Sections internal sections;

    function setUp() public virtual {
        vm.chainId(31337);
        vm.warp(START);
        token = new MockStablecoin();
        VerifierDefinition[] memory genesis = new VerifierDefinition[](1);
        genesis[0] = definition();
        registry = new VerifierRegistry(governance, guardian, DELAY, genesis);
        verifierId = registry.idOf(genesis[0]);
        sections = SectionLayout.forSize(genesis[0].size);
        exchange = new Exchange(configuration());
        queue = exchange.queue();
        listings = exchange.listings();
        withdrawals = exchange.withdrawals();
        for (uint256 i; i < 3; ++i) {
            address user = [alice, bob, stranger][i];
            token.mint(user, 1e15);
            vm.prank(user);
            token.approve(address(queue), type(uint256).max);
        }
    }

    function circuitSize() internal pure virtual returns (CircuitSize memory) {
        return CircuitSize({visits: 4, rows: 4, positions: 2, depth: 4, markets: 4, opened: 2, epochs: 2, entries: 4});
    }

    function definition() internal view returns (VerifierDefinition memory) {
        return VerifierDefinition(TrapdoorProver.key(), circuitSize(), DataMode.Calldata, true);
    }

    function configuration() internal view virtual returns (ExchangeConfiguration memory) {
        return ExchangeConfiguration({
            token: address(token),
            registry: IVerifierRegistry(address(registry)),
            governance: governance,
            sequencer: sequencer,
            genesisRoot: GENESIS_ROOT,
            oracleSetHash: ORACLE_SET,
            accountLimit: 256,
            deadline: DEADLINE,
            idleTime: IDLE,
            delay: DELAY,
            queue: QueueLimits({
                vaultCap: 1e15, minimumDeposit: 1e6, entriesPerBlock: 20, entryFee: 0, feeRecipient: governance
            }),
            outflow: OutflowLimits({
                floorAmount: 1e12, vaultShare: 2_500, windowSeconds: 1 days, longestDelaySeconds: 7 days
            }),
            listing: ListingTemplates.configuration(lister)
        });
    }

    /// @dev The header of a valid next batch; everything else is 0.
    function nextData() internal view returns (uint256[] memory data) {
        return dataAfter(exchange.progress().number, exchange.stateRoot());
    }

    function dataAfter(uint256 number, uint256 root) internal view returns (uint256[] memory data) {
        data = new uint256[](sections.end);
        data[0] = root;
        data[1] = uint256(keccak256(abi.encode(root))) >> 8;
        data[2] = exchange.domain();
        data[3] = ORACLE_SET;
        data[4] = uint256(keccak256(abi.encode("journal", number))) >> 8;
        data[5] = (number + 1) | (block.timestamp << 40);
        for (uint256 i; i < sections.entries - HEADER_WORDS; ++i) {
            data[HEADER_WORDS + i] = block.timestamp - START + 1 | (block.timestamp << 40);
        }
    }

    function putEntry(uint256[] memory data, uint256 index, uint256 word, uint256 owner, uint256 keyX, uint256 keyY)
        internal
        view
    {
        uint256 place = sections.entries + ENTRY_WORDS * index;
        (data[place], data[place + 1], data[place + 2], data[place + 3]) = (word, owner, keyX, keyY);
    }

    function putRegister(uint256[] memory data, uint256 index, uint256 account, address owner) internal view {
        putEntry(data, index, Entry.registerWord(account), uint160(owner), KEY_X, KEY_Y);
    }

    function putDeposit(uint256[] memory data, uint256 index, uint256 account, uint256 amount) internal view {
        putEntry(data, index, Entry.depositWord(account, amount), 0, 0, 0);
    }

    function putInsure(uint256[] memory data, uint256 index, uint256 amount) internal view {
        putEntry(data, index, Entry.insureWord(amount), 0, 0, 0);
    }

    function putListing(uint256[] memory data, uint256 index, uint256 staticWord) internal view {
        putEntry(data, index, Entry.listWord(), staticWord, 0, 0);
    }

    function putWithdrawal(uint256[] memory data, uint256 visit, address owner, uint256 amount) internal view {
        data[sections.withdrawals + visit] = uint160(owner) | (amount << 160);
    }

    function prove(uint256[] memory data) internal view returns (Batch memory) {
        return BatchBuilder.build(verifierId, data);
    }

    function one(Batch memory batch) internal pure returns (Batch[] memory batches) {
        batches = new Batch[](1);
        batches[0] = batch;
    }

    function settle(uint256[] memory data) internal {
        Batch[] memory batches = one(prove(data));
        vm.prank(sequencer);
        exchange.settle(batches);
    }

    function expectRefusal(uint256[] memory data, bytes memory reason) internal {
        Batch[] memory batches = one(prove(data));
        vm.expectRevert(reason);
        vm.prank(sequencer);
        exchange.settle(batches);
    }

    /// @dev A permit of the owner with private key `key` for the queue to take `amount`.
    function permitOf(uint256 key, uint256 amount) internal view returns (Permit memory) {
        address owner = vm.addr(key);
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                owner,
                address(queue),
                amount,
                token.nonces(owner),
                block.timestamp
            )
        );
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(key, keccak256(abi.encodePacked("\x19\x01", token.DOMAIN_SEPARATOR(), structHash)));
        return Permit(block.timestamp, v, r, s);
    }

    /// @dev Account 1 of alice with `amount`, consumed by a batch of its own.
    function depositAndSettle(uint256 amount) internal {
        vm.prank(alice);
        uint256 account = queue.registerAndDeposit(KEY_X, KEY_Y, amount);
        uint256[] memory data = nextData();
        putRegister(data, 0, account, alice);
        putDeposit(data, 1, account, amount);
        settle(data);
    }
}
