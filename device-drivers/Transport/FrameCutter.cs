namespace Tongtang.DeviceDrivers.Transport;

/// <summary>Finds the next frame in what has come in. Pure; given garbage it says how much of it to throw away.</summary>
/// <param name="received">All bytes that no frame has been made of yet, at least one.</param>
public delegate FrameCut FrameCutter(ReadOnlySpan<byte> received);

/// <summary>What to do with bytes that came in.</summary>
/// <param name="Skip">So many at the beginning belong to no frame.</param>
/// <param name="Length">After those so many are a frame; 0: not all of it has come yet.</param>
public readonly record struct FrameCut(int Skip, int Length)
{
    /// <summary>Nothing to be done before more bytes come.</summary>
    public static FrameCut More { get; } = new(0, 0);
}

/// <summary>Cutters that several protocols share.</summary>
public static class FrameCutters
{
    /// <summary>A datagram is a frame.</summary>
    public static FrameCutter Datagram { get; } = received => new(0, received.Length);

    /// <summary>Text lines that end with CR, LF or both; the ends belong to no frame, empty lines are left out.</summary>
    public static FrameCutter Lines { get; } = received =>
    {
        var start = received.IndexOfAnyExcept((byte)'\r', (byte)'\n');
        if (start < 0) return new(received.Length, 0);
        var length = received[start..].IndexOfAny((byte)'\r', (byte)'\n');
        return new(start, Math.Max(length, 0));
    };
}
