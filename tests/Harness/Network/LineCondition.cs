namespace Tongtang.Harness.Network;

/// <summary>How a line behaves, both ways.</summary>
internal sealed record LineCondition
{
    /// <summary>A line of this machine: at once, as much as it takes.</summary>
    public static LineCondition Good { get; } = new();

    /// <summary>Half of the round trip.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Null: as much as it takes.</summary>
    public double? BytesPerSecond { get; init; }

    /// <summary>
    /// How often a piece of up to <see cref="FaultyLine.PieceBytes"/> bytes is lost on the way (0 to 1). TCP sends it
    /// again: all that the two ends see is that everything stands still for <see cref="Retransmission"/>.
    /// </summary>
    public double Loss { get; init; }

    public TimeSpan Retransmission { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>What is sent disappears, and nobody is told: a half-open connection.</summary>
    public bool Swallows { get; init; }
}
