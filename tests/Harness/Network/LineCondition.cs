namespace Tongtang.Harness.Network;

/// <summary>How a line behaves, both ways unless it says otherwise.</summary>
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

    /// <summary>What is sent this way waits until the line is another again, as TCP sends again what was lost; the other way is open, and nobody is told.</summary>
    public LineWay Stuck { get; init; }

    /// <summary>What is sent disappears, and nobody is told: a half-open connection.</summary>
    public bool Swallows { get; init; }
}

internal enum LineWay
{
    None,

    /// <summary>From the program that dials.</summary>
    Out,

    /// <summary>To the program that dials.</summary>
    Back,
}
