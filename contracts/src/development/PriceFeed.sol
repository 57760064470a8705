// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

import {IAggregatorV3} from "../interfaces/IAggregatorV3.sol";

/// @title A price feed for development, answered by its owner; it cannot be created on a chain where money is real.
contract PriceFeed is IAggregatorV3 {
    /// @notice One round as a feed keeps it.
    struct Round {
        uint80 roundId;
        int256 answer;
        uint256 startedAt;
        uint256 updatedAt;
        uint80 answeredInRound;
    }

    /// @notice Who answers.
    address public immutable owner;
    /// @notice Decimals of an answer.
    uint8 public immutable override decimals;
    /// @notice What is priced.
    string public override description;
    /// @notice Version of the feed.
    uint256 public constant override version = 1;

    uint80 private _latest;
    mapping(uint80 roundId => Round) private _rounds;

    /// @notice A round was answered.
    event AnswerUpdated(int256 indexed current, uint256 indexed roundId, uint256 updatedAt);

    /// @notice The sender does not own the feed.
    error NotOwner();
    /// @notice The chain is no development chain.
    error DevelopmentOnly();

    constructor(uint8 decimals_, string memory description_) {
        if (block.chainid != 31337 && block.chainid != 1337) revert DevelopmentOnly();
        owner = msg.sender;
        decimals = decimals_;
        description = description_;
    }

    /// @notice Answers the next round now.
    function setAnswer(int256 answer) external {
        setRound(Round(_latest + 1, answer, block.timestamp, block.timestamp, _latest + 1));
    }

    /// @notice Makes a round the latest as it is given, sound or not, so that readers can be shown a broken feed.
    function setRound(Round memory round) public {
        if (msg.sender != owner) revert NotOwner();
        _rounds[round.roundId] = round;
        _latest = round.roundId;
        emit AnswerUpdated(round.answer, round.roundId, round.updatedAt);
    }

    /// @inheritdoc IAggregatorV3
    function latestRoundData() external view override returns (uint80, int256, uint256, uint256, uint80) {
        return getRoundData(_latest);
    }

    /// @inheritdoc IAggregatorV3
    function getRoundData(uint80 id) public view override returns (uint80, int256, uint256, uint256, uint80) {
        Round storage round = _rounds[id];
        // The words of Chainlink's own feeds.
        require(round.roundId != 0, "No data present");
        return (round.roundId, round.answer, round.startedAt, round.updatedAt, round.answeredInRound);
    }
}
