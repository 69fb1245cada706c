using System.Text;

namespace Tongtang.Protocol.Live;

public enum LiveCondition
{
    /// <summary>Nothing that can be shown has come yet.</summary>
    Waiting,
    Live,

    /// <summary>The room's box or its source is away; it is being tried.</summary>
    Lost,

    /// <summary>It is over; the server closes.</summary>
    Ended,
}

/// <summary>What the box sends of a source, as its line allows.</summary>
public enum StreamQuality
{
    Full,
    Reduced,
    Keyframes,
    Sound,
}

/// <summary>What the server tells a viewer in words.</summary>
public sealed record LiveState(LiveCondition Condition, StreamQuality Quality)
{
    private static readonly byte[][] s_texts =
        [.. Enum.GetValues<LiveCondition>().SelectMany(condition => Enum.GetValues<StreamQuality>().Select(quality => Words(condition, quality)))];

    /// <summary>The text message of live.md, UTF-8.</summary>
    public ReadOnlyMemory<byte> Text => s_texts[((int)Condition * Enum.GetValues<StreamQuality>().Length) + (int)Quality];

    private static byte[] Words(LiveCondition condition, StreamQuality quality) =>
        Encoding.UTF8.GetBytes($$"""{"type":"state","state":"{{condition.ToString().ToLowerInvariant()}}","quality":"{{quality.ToString().ToLowerInvariant()}}"}""");
}

/// <summary>One thing for a viewer: a message, or the state in words.</summary>
public readonly record struct LiveItem(LivePacket? Packet, LiveState? State)
{
    public ReadOnlyMemory<byte> Bytes => Packet?.Bytes ?? State!.Text;

    public bool IsText => Packet is null;
}
